{#
  One row per order that was packed: when its last goods were. Only inventory history
  tells; in a project without it there are no rows.
#}
{% if wms_has('inventory_history') -%}
select order_id, max(created_at) as packed_at
from {{ ref('stg_wms__inventory_history') }}
where
    history_activity_id in {{ wms_packing_activities() }}
    and order_id is not null
    and not is_deleted
group by order_id
{%- else -%}
select order_hdr_id as order_id, order_shipped_at as packed_at
from {{ ref('stg_wms__order_hdr') }}
where 1 = 0
{%- endif %}
