{#
  Fails if the newest row is older than so many hours: nothing has changed for long, or
  the loading stands still. A table without rows passes.
#}
{% test wms_changed_within(model, column_name, hours) %}

select newest
from (
    select max(cast({{ column_name }} as {{ dbt.type_timestamp() }})) as newest
    from {{ model }}
) as rows_of_model
where newest < cast({{ dbt.dateadd('hour', -1 * (hours | int), wms_now()) | trim }} as {{ dbt.type_timestamp() }})

{% endtest %}
