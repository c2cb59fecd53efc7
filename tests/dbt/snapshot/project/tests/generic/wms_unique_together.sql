{# The grain of a model: no two rows have all these columns alike. #}
{% test wms_unique_together(model, columns) %}

select {{ columns | join(', ') }}, count(*) as wms_rows
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}
