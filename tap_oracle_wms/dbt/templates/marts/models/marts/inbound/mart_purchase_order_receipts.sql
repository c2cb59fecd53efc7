{# One row per line of a purchase order: ordered, shipped and received. #}
select
    details.purchase_order_dtl_id,
    headers.purchase_order_hdr_id as purchase_order_id,
    headers.po_nbr,
    headers.facility_key,
    headers.company_key,
    headers.vendor_key as vendor,
    headers.status_id,
    headers.ord_date as ordered_on,
    headers.delivery_date as due_on,
    details.item_id,
    details.item_key as item_code,
    details.ord_qty as ordered_qty,
    coalesce(details.shpd_qty, 0) as shipped_qty,
    coalesce(details.rcvd_qty, 0) as received_qty,
    case
        when details.ord_qty > coalesce(details.rcvd_qty, 0) then details.ord_qty - coalesce(details.rcvd_qty, 0)
        else 0
    end as open_qty,
    details.ord_qty > coalesce(details.rcvd_qty, 0) and headers.delivery_date < {{ wms_day(wms_as_of(), 'headers.facility_key') }}
        as is_late
from {{ ref('stg_wms__purchase_order_dtl') }} as details
inner join {{ ref('stg_wms__purchase_order_hdr') }} as headers
    on details.purchase_order_id = headers.purchase_order_hdr_id
where not details.is_deleted and not headers.is_deleted
