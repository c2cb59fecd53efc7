{# One row per LPN: when it came, was put away and left, and how old it is. #}
with lpns as (
    select
        *,
        case type when 'I' then 'inbound' when 'O' then 'outbound' else 'other' end as direction,
        status_id >= {{ var('wms_lpn_status_closed', 90) | int }} as is_closed,
        coalesce(rcvd_at, created_at) as begun_at
    from {{ ref('stg_wms__container') }}
    where not is_deleted
)

select
    container_id as lpn_id,
    container_nbr as lpn_nbr,
    facility_id,
    facility_key,
    company_id,
    company_key,
    direction,
    status_id,
    is_closed,
    created_at,
    rcvd_at as received_at,
    first_putaway_at as put_away_at,
    case when is_closed then modified_at end as closed_at,
    {{ wms_hours('rcvd_at', 'first_putaway_at') }} as hours_dock_to_stock,
    {{ wms_hours('begun_at', 'case when is_closed then modified_at else ' ~ wms_as_of() ~ ' end') }} as hours_of_life,
    direction = 'inbound' and rcvd_at is not null and first_putaway_at is null and not is_closed as is_waiting_for_putaway,
    curr_location_id as location_id,
    curr_location_key as location,
    rcvd_shipment_id as ib_shipment_id
from lpns
