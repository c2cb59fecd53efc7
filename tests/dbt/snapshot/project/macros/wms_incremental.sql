{#
  The rows that an incremental run has to look at: all versions of each id that changed.

  Where the target says when it got a row, those are the ids it got since the newest row
  of the model, less the look-back (var wms_lookback_seconds, as the tap's setting
  lookback_window). The time of loading is taken and not mod_ts on purpose: the tap
  writes rows late whose mod_ts is old (back-dated rows, transactions that were
  committed late, everything that changed during a long first pass).

  Where the target does not say, those are the ids whose newest mod_ts is not the one
  of the model: all ids and times are compared, and only what differs is built.
#}
{% macro wms_changed_rows(relation, loaded, unique_key, modified_at) %}
  {%- if is_incremental() -%}
    {%- set watermark = wms_watermark(loaded) -%}
    {%- if watermark -%}
    {%- set since = wms_since(this) -%}
    where wms_rows.id in (
        select late.id
        from {{ relation }} as late
        where {{ wms_utc('late.' ~ watermark, loaded) }} >= {{ since }}
        {%- if '_sdc_deleted_at' in loaded %}
            or {{ wms_utc('late._sdc_deleted_at', loaded) }} >= {{ since }}
        {%- endif %}
    )
    {%- else -%}
    where wms_rows.id in (
        select newest.id
        from (
            select each_row.id, max({{ wms_utc('each_row.mod_ts', loaded) }}) as modified_at
            from {{ relation }} as each_row
            group by each_row.id
        ) as newest
        left join {{ this }} as built on newest.id = built.{{ unique_key }}
        where built.{{ unique_key }} is null
            or newest.modified_at <> built.{{ modified_at }}
            or (newest.modified_at is null) <> (built.{{ modified_at }} is null)
    )
    {%- endif -%}
  {%- endif -%}
{% endmacro %}


{# The moment from which on rows are looked at again; the beginning of time if none is there yet. #}
{% macro wms_since(built) %}
  {%- set lookback = -1 * (var('wms_lookback_seconds', 600) | int) -%}
  {%- set newest = dbt.dateadd('second', lookback, 'max(loaded_at)') | trim -%}
  (select coalesce(cast({{ newest }} as {{ dbt.type_timestamp() }}), {{ wms_first_moment() }}) from {{ built }})
{%- endmacro %}


{% macro wms_first_moment() %}
  {{- return("cast('1970-01-01 00:00:00' as " ~ dbt.type_timestamp() ~ ')') -}}
{% endmacro %}
