{# One row per company. #}
select
    company_id,
    code as company_key,
    name as company_name,
    parent_company_id,
    is_active
from {{ ref('stg_wms__company') }}
where not is_deleted
