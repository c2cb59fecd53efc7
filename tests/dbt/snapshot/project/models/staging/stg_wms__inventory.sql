-- Written by `oracle-wms dbt` out of a catalog. A change made here is kept:
-- the file is left alone from then on, unless it is overwritten with --force.

with typed as (
    select * from {{ ref('base_wms__inventory') }}
)

select
    typed.*,
    status_lookup.description as status
from typed
left join {{ ref('stg_wms__inventory_status') }} as status_lookup
    on typed.status_id = status_lookup.inventory_status_id
