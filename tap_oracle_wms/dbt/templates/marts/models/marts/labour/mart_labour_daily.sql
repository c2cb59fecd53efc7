{# One row per facility, company, day, user and kind of work: time spent and units handled. #}
with units as (
    select activity_id, sum(units) as units
    from {{ ref('stg_wms__wms_activity_dtl') }}
    where not is_deleted
    group by 1
),

activities as (
    select
        activities.facility_key,
        activities.company_key,
        {{ wms_day('activities.begin_at', 'activities.facility_key') }} as day,
        activities.user_name,
        activities.module_name as work,
        {{ wms_hours('activities.begin_at', 'activities.end_at') }} as hours,
        units.units
    from {{ ref('stg_wms__wms_activity') }} as activities
    left join units on activities.wms_activity_id = units.activity_id
    where not activities.is_deleted and activities.begin_at is not null
)

select
    facility_key,
    company_key,
    day,
    user_name,
    work,
    count(*) as activities,
    {{ wms_rate('coalesce(sum(hours), 0)') }} as hours,
    coalesce(sum(units), 0) as units,
    {{ wms_divide('sum(units)', 'sum(hours)') }} as units_per_hour
from activities
group by 1, 2, 3, 4, 5
