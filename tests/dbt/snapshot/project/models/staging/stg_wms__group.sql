-- Written by `oracle-wms dbt` out of a catalog. A change made here is kept:
-- the file is left alone from then on, unless it is overwritten with --force.
{%- set wms = source('wms', 'group') %}
{%- set loaded = wms_loaded_columns(wms) %}

with versions as (
    select
        wms_rows.*,
        row_number() over (
            partition by wms_rows.id
            order by {{ wms_newest_first(loaded, none) }}
        ) as wms_version
    from {{ wms }} as wms_rows
)

select
    cast(id as {{ dbt.type_bigint() }}) as group_id,
    cast(name as {{ dbt.type_string() }}) as name,
    {{ wms_extracted_at(loaded) }} as extracted_at,
    {{ wms_loaded_at(loaded) }} as loaded_at,
    {{ wms_deleted_at(loaded) }} as deleted_at,
    {{ wms_is_deleted(loaded) }} as is_deleted
from versions
where wms_version = 1
