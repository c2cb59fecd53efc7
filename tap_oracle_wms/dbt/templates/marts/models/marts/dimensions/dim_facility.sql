{# One row per facility. #}
select
    facility_id,
    code as facility_key,
    name as facility_name,
    facility_type_key as facility_type,
    city,
    country,
    time_zone_key as time_zone
from {{ ref('stg_wms__facility') }}
where not is_deleted
