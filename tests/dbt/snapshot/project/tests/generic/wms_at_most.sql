{# A value that is no more than a bound: a number, or another column. #}
{% test wms_at_most(model, column_name, bound) %}

select *
from {{ model }}
where {{ column_name }} > {{ bound }}

{% endtest %}
