{# One row per item. #}
select
    item_id,
    code as item_code,
    description,
    company_id,
    company_key,
    unit_cost,
    unit_weight,
    unit_volume
from {{ ref('stg_wms__item') }}
where not is_deleted
