-- Written by `oracle-wms dbt` out of a catalog. A change made here is kept:
-- the file is left alone from then on, unless it is overwritten with --force.
{{ config(
    materialized='incremental',
    unique_key='inventory_id',
    on_schema_change='append_new_columns'
) }}
{%- set wms = source('wms', 'inventory') %}
{%- set loaded = wms_loaded_columns(wms) %}

with versions as (
    select
        wms_rows.*,
        row_number() over (
            partition by wms_rows.id
            order by {{ wms_newest_first(loaded, 'mod_ts') }}
        ) as wms_version
    from {{ wms }} as wms_rows
    {{ wms_changed_rows(wms, loaded, 'inventory_id', 'modified_at') }}
)

select
    cast(id as {{ dbt.type_bigint() }}) as inventory_id,
    cast(batch_number_id as {{ dbt.type_bigint() }}) as batch_number_id,
    cast(batch_number_id__key as {{ dbt.type_string() }}) as batch_number_key,
    cast(case_qty as {{ wms_type_number() }}) as case_qty,
    cast(container_id as {{ dbt.type_bigint() }}) as container_id,
    cast(container_id__key as {{ dbt.type_string() }}) as container_key,
    {{ wms_utc('create_ts', loaded) }} as created_at,
    cast(create_user as {{ dbt.type_string() }}) as created_by,
    cast(curr_qty as {{ wms_type_number() }}) as curr_qty,
    cast(expiry_date as date) as expiry_date,
    cast(facility_id as {{ dbt.type_bigint() }}) as facility_id,
    cast(facility_id__key as {{ dbt.type_string() }}) as facility_key,
    cast(invn_attr_id as {{ dbt.type_bigint() }}) as invn_attr_id,
    cast(invn_attr_id__key as {{ dbt.type_string() }}) as invn_attr_key,
    cast(item_id as {{ dbt.type_bigint() }}) as item_id,
    cast(item_id__key as {{ dbt.type_string() }}) as item_key,
    cast(location_id as {{ dbt.type_bigint() }}) as location_id,
    cast(location_id__key as {{ dbt.type_string() }}) as location_key,
    cast(manufacture_date as date) as manufacture_date,
    {{ wms_utc('mod_ts', loaded) }} as modified_at,
    cast(mod_user as {{ dbt.type_string() }}) as modified_by,
    cast(orig_qty as {{ wms_type_number() }}) as orig_qty,
    cast(pack_qty as {{ wms_type_number() }}) as pack_qty,
    cast(priority_date as date) as priority_date,
    cast(status_id as {{ dbt.type_bigint() }}) as status_id,
    cast(uom_id as {{ dbt.type_bigint() }}) as uom_id,
    cast(uom_id__key as {{ dbt.type_string() }}) as uom_key,
    {{ wms_extracted_at(loaded) }} as extracted_at,
    {{ wms_loaded_at(loaded) }} as loaded_at,
    {{ wms_deleted_at(loaded) }} as deleted_at,
    {{ wms_is_deleted(loaded) }} as is_deleted
from versions
where wms_version = 1
