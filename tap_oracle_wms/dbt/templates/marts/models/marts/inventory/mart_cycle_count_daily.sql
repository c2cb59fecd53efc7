{# One row per facility, company and day with a count: how right the books were. #}
select
    facility_key,
    company_key,
    day,
    count(distinct count_id) as counts,
    count(*) as lines_counted,
    sum(case when is_exact then 1 else 0 end) as lines_exact,
    {{ wms_divide('sum(case when is_exact then 1 else 0 end)', 'count(*)') }} as line_accuracy,
    sum(expected_qty) as expected_qty,
    sum(counted_qty) as counted_qty,
    sum(absolute_difference_qty) as absolute_difference_qty,
    {{ wms_rate('1 - ' ~ wms_divide('sum(absolute_difference_qty)', 'sum(expected_qty)')) }} as unit_accuracy,
    sum(difference_value) as difference_value
from {{ ref('fct_cycle_count') }}
group by 1, 2, 3
