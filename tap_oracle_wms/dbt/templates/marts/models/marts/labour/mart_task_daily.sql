{#
  One row per facility, company, type of task and day on which one was made or done: how
  many, how long they took, and how many of the day's are still open.
#}
with tasks as (
    select
        *,
        status_id >= {{ var('wms_task_status_done', 90) | int }} as is_done,
        {{ wms_day('created_at') }} as created_day,
        {{ wms_day('modified_at') }} as modified_day
    from {{ ref('stg_wms__task') }}
    where not is_deleted
),

events as (
    select
        facility_key, company_key, task_type_key as task_type, created_day as day,
        1 as tasks_created, 0 as tasks_done, case when is_done then 0 else 1 end as still_open,
        cast(null as {{ wms_type_rate() }}) as hours_to_done
    from tasks
    union all
    select
        facility_key, company_key, task_type_key, modified_day,
        0, 1, 0, {{ wms_hours('created_at', 'modified_at') }}
    from tasks
    where is_done
)

select
    facility_key,
    company_key,
    task_type,
    day,
    sum(tasks_created) as tasks_created,
    sum(tasks_done) as tasks_done,
    sum(still_open) as still_open,
    {{ wms_rate('avg(hours_to_done)') }} as hours_to_done
from events
group by 1, 2, 3, 4
