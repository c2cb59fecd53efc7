{# One row per location. #}
select
    location_id,
    locn_str as location,
    facility_id,
    facility_key,
    type_id as location_type_id,
    type_key as location_type,
    area,
    aisle,
    bay,
    level,
    max_units,
    max_lpns,
    last_count_at
from {{ ref('stg_wms__location') }}
where not is_deleted
