-- Written by `oracle-wms dbt` out of a catalog. A change made here is kept:
-- the file is left alone from then on, unless it is overwritten with --force.
{%- set wms = source('wms', 'rf_key_map') %}
{%- set loaded = wms_loaded_columns(wms) %}

with versions as (
    select * from {{ wms }}
)

select
    {{ wms_utc('create_ts', loaded) }} as created_at,
    cast(facility_id as {{ dbt.type_bigint() }}) as facility_id,
    cast(facility_id__key as {{ dbt.type_string() }}) as facility_key,
    cast(mapped_key_id as {{ dbt.type_bigint() }}) as mapped_key_id,
    cast(mapped_key_id__key as {{ dbt.type_string() }}) as mapped_key_key,
    {{ wms_utc('mod_ts', loaded) }} as modified_at,
    cast(original_key_id as {{ dbt.type_bigint() }}) as original_key_id,
    cast(original_key_id__key as {{ dbt.type_string() }}) as original_key_key,
    {{ wms_extracted_at(loaded) }} as extracted_at,
    {{ wms_loaded_at(loaded) }} as loaded_at,
    {{ wms_deleted_at(loaded) }} as deleted_at,
    {{ wms_is_deleted(loaded) }} as is_deleted
from versions
