{#
  An impossible order of statuses: an order that left although something allocated to it
  was never picked, or that has left by its time or its status only. Tables are read one
  after another, so an order that changed lately is not judged yet.
#}
{{ config(severity=var('wms_meaning_severity', 'error')) }}

select order_id, order_nbr, status_id, open_picks, shipped_at
from {{ ref('int_wms__order_progress') }}
where
    modified_at < {{ dbt.dateadd('minute', -1 * (var('wms_settled_minutes', 120) | int), wms_as_of()) }}
    and (
        (shipped_at is not null and status_id < {{ wms_order_status('shipped') }})
        or (stage = 'shipped' and shipped_at is null)
        or (stage = 'shipped' and open_picks > 0)
    )
