{# A sum of columns that must give another. #}
{% test wms_adds_up(model, parts, total) %}

select *
from {{ model }}
where abs(({{ parts | join(' + ') }}) - {{ total }}) > 0.000001

{% endtest %}
