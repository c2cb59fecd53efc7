{#
  One row per line of inventory history that made stock grow or shrink, with its sign:
  receipts add and shipments take away, however the service signs them.
#}
select
    history.inventory_history_id,
    history.facility_id,
    history.facility_key,
    history.company_id,
    history.company_key,
    history.item_id,
    history.item_code,
    history.history_activity_id,
    history.created_at as moved_at,
    {{ wms_day('history.created_at', 'history.facility_key') }} as day,
    case
        when history.history_activity_id in {{ wms_receipt_activities() }} then 'receipt'
        when history.history_activity_id in {{ wms_shipment_activities() }} then 'shipment'
        else 'adjustment'
    end as movement,
    case
        when history.history_activity_id in {{ wms_receipt_activities() }} then abs(history.adj_qty)
        when history.history_activity_id in {{ wms_shipment_activities() }} then -1 * abs(history.adj_qty)
        else history.adj_qty
    end as qty,
    history.container_nbr,
    history.order_nbr,
    history.shipment_nbr
from {{ ref('stg_wms__inventory_history') }} as history
where
    not history.is_deleted
    and (
        history.history_activity_id in {{ wms_receipt_activities() }}
        or history.history_activity_id in {{ wms_shipment_activities() }}
        or history.history_activity_id in {{ wms_adjustment_activities() }}
    )
