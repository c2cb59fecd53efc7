{#
  One row per facility, company and day: orders that came and went, and those that were
  open at the end of the day. All days are there for each facility and company with an
  order.
#}
with orders as (
    select * from {{ ref('fct_order_fulfilment') }}
),

days as (
    select day from {{ ref('dim_date') }} where is_past
),

first_day as (
    select min(day) as day from days
),

changes as (
    select facility_key, company_key, placed_day as day, 1 as opened, 0 as overdue from orders
    union all
    select facility_key, company_key, closed_day, -1, 0 from orders where closed_day is not null
    union all
    select facility_key, company_key, {{ wms_add_days('due_date', 1) }}, 0, 1
    from orders
    where due_date is not null and (closed_day is null or closed_day > due_date)
    union all
    select facility_key, company_key, closed_day, 0, -1
    from orders
    where due_date is not null and closed_day > due_date
),

{# What happened before the first day is what that day begins with. -#}
backlog as (
    select
        changes.facility_key,
        changes.company_key,
        case when changes.day < first_day.day then first_day.day else changes.day end as day,
        sum(changes.opened) as opened,
        sum(changes.overdue) as overdue
    from changes
    cross join first_day
    group by 1, 2, 3
),

placed as (
    select
        facility_key,
        company_key,
        placed_day as day,
        count(*) as orders_placed,
        sum(line_count) as lines_placed
    from orders
    group by 1, 2, 3
),

closed as (
    select
        facility_key,
        company_key,
        closed_day as day,
        sum(case when stage = 'cancelled' then 1 else 0 end) as orders_cancelled,
        sum(case when shipped_day is not null then 1 else 0 end) as orders_shipped,
        sum(case when shipped_day is not null then line_count else 0 end) as lines_shipped,
        sum(case when is_on_time then 1 else 0 end) as orders_on_time,
        sum(case when is_on_time is not null then 1 else 0 end) as orders_with_due_date,
        sum(case when shipped_day is not null and packed_qty is not null then ordered_qty end) as ordered_qty,
        sum(case when shipped_day is not null then packed_qty end) as packed_qty,
        {{ wms_rate('avg(hours_to_allocate)') }} as hours_to_allocate,
        {{ wms_rate('avg(hours_to_pick)') }} as hours_to_pick,
        {{ wms_rate('avg(hours_to_pack)') }} as hours_to_pack,
        {{ wms_rate('avg(hours_to_ship)') }} as hours_to_ship,
        {{ wms_rate('avg(hours_in_all)') }} as hours_in_all
    from orders
    where closed_day is not null
    group by 1, 2, 3
),

places as (
    select distinct facility_key, company_key from orders
),

spine as (
    select places.facility_key, places.company_key, days.day
    from places
    cross join days
)

select
    spine.facility_key,
    spine.company_key,
    spine.day,
    coalesce(placed.orders_placed, 0) as orders_placed,
    coalesce(placed.lines_placed, 0) as lines_placed,
    coalesce(closed.orders_shipped, 0) as orders_shipped,
    coalesce(closed.lines_shipped, 0) as lines_shipped,
    coalesce(closed.orders_cancelled, 0) as orders_cancelled,
    sum(coalesce(backlog.opened, 0)) over (
        partition by spine.facility_key, spine.company_key order by spine.day
        rows between unbounded preceding and current row
    ) as backlog,
    sum(coalesce(backlog.overdue, 0)) over (
        partition by spine.facility_key, spine.company_key order by spine.day
        rows between unbounded preceding and current row
    ) as overdue,
    closed.orders_on_time,
    closed.orders_with_due_date,
    {{ wms_divide('closed.orders_on_time', 'closed.orders_with_due_date') }} as on_time_rate,
    closed.ordered_qty,
    closed.packed_qty,
    {{ wms_divide('closed.packed_qty', 'closed.ordered_qty') }} as fill_rate,
    closed.hours_to_allocate,
    closed.hours_to_pick,
    closed.hours_to_pack,
    closed.hours_to_ship,
    closed.hours_in_all
from spine
left join placed
    on spine.facility_key = placed.facility_key
    and spine.company_key = placed.company_key
    and spine.day = placed.day
left join closed
    on spine.facility_key = closed.facility_key
    and spine.company_key = closed.company_key
    and spine.day = closed.day
left join backlog
    on spine.facility_key = backlog.facility_key
    and spine.company_key = backlog.company_key
    and spine.day = backlog.day
