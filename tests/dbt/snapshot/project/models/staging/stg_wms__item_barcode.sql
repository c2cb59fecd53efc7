-- Written by `oracle-wms dbt` out of a catalog. A change made here is kept:
-- the file is left alone from then on, unless it is overwritten with --force.
{%- set wms = source('wms', 'item_barcode') %}
{%- set loaded = wms_loaded_columns(wms) %}

with versions as (
    select
        wms_rows.*,
        row_number() over (
            partition by wms_rows.id
            order by {{ wms_newest_first(loaded, 'mod_ts') }}
        ) as wms_version
    from {{ wms }} as wms_rows
)

select
    cast(id as {{ dbt.type_bigint() }}) as item_barcode_id,
    cast(associated_pack_case_qty as {{ wms_type_number() }}) as associated_pack_case_qty,
    cast(barcode as {{ dbt.type_string() }}) as barcode,
    {{ wms_utc('create_ts', loaded) }} as created_at,
    cast(create_user as {{ dbt.type_string() }}) as created_by,
    cast(item_id as {{ dbt.type_bigint() }}) as item_id,
    cast(item_id__key as {{ dbt.type_string() }}) as item_key,
    {{ wms_utc('mod_ts', loaded) }} as modified_at,
    cast(mod_user as {{ dbt.type_string() }}) as modified_by,
    cast(qty_per_uom as {{ wms_type_number() }}) as qty_per_uom,
    cast(uom_id as {{ dbt.type_bigint() }}) as uom_id,
    cast(uom_id__key as {{ dbt.type_string() }}) as uom_key,
    {{ wms_extracted_at(loaded) }} as extracted_at,
    {{ wms_loaded_at(loaded) }} as loaded_at,
    {{ wms_deleted_at(loaded) }} as deleted_at,
    {{ wms_is_deleted(loaded) }} as is_deleted
from versions
where wms_version = 1
