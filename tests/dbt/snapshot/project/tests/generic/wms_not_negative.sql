{# A quantity of which there can't be less than nothing. #}
{% test wms_not_negative(model, column_name) %}

select *
from {{ model }}
where {{ column_name }} < 0

{% endtest %}
