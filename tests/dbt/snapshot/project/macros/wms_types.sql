{# The moment in UTC, without a zone, whatever the target has made of it. #}
{% macro wms_utc(column, loaded) %}
  {%- set kind = loaded.get(column.split('.')[-1] | lower, '') -%}
  {{- return(adapter.dispatch('wms_utc')(column, kind)) -}}
{% endmacro %}

{% macro default__wms_utc(column, kind) %}
  {%- do return('cast(' ~ column ~ ' as ' ~ dbt.type_timestamp() ~ ')') -%}
{% endmacro %}

{% macro postgres__wms_utc(column, kind) %}
  {%- set zone = var('wms_zone_of_times', 'UTC') -%}
  {%- if kind in ['timestamp with time zone', 'timestamptz'] -%}
    {%- do return('(' ~ column ~ " at time zone 'UTC')") -%}
  {%- elif zone != 'UTC' -%}
    {%- do return('((cast(' ~ column ~ " as timestamp) at time zone '" ~ zone ~ "') at time zone 'UTC')") -%}
  {%- endif -%}
  {%- do return(default__wms_utc(column, kind)) -%}
{% endmacro %}

{% macro duckdb__wms_utc(column, kind) %}
  {%- if kind in ['timestamp with time zone', 'timestamptz'] -%}
    {%- do return('(' ~ column ~ " at time zone 'UTC')") -%}
  {%- endif -%}
  {%- do return(default__wms_utc(column, kind)) -%}
{% endmacro %}

{% macro snowflake__wms_utc(column, kind) %}
  {%- if kind.startswith('timestamp_tz') or kind.startswith('timestamp_ltz') -%}
    {%- do return("convert_timezone('UTC', " ~ column ~ ')::timestamp_ntz') -%}
  {%- endif -%}
  {%- do return("cast(" ~ column ~ " as timestamp_ntz)") -%}
{% endmacro %}


{# This moment in UTC, without a zone. #}
{% macro wms_now() %}{{- return(adapter.dispatch('wms_now')()) -}}{% endmacro %}

{% macro default__wms_now() %}{{ return('cast(' ~ dbt.current_timestamp() ~ ' as ' ~ dbt.type_timestamp() ~ ')') }}{% endmacro %}
{% macro postgres__wms_now() %}{{ return("(now() at time zone 'UTC')") }}{% endmacro %}
{% macro duckdb__wms_now() %}{{ return("(now() at time zone 'UTC')") }}{% endmacro %}


{# Quantities and money. Every digit is kept where the database has a type for that. #}
{% macro wms_type_number() %}
  {{- return(var('wms_number_type', none) or adapter.dispatch('wms_type_number')()) -}}
{% endmacro %}

{% macro default__wms_type_number() %}{{ return('numeric(38, 10)') }}{% endmacro %}
{% macro postgres__wms_type_number() %}{{ return('numeric') }}{% endmacro %}
{% macro bigquery__wms_type_number() %}{{ return('bignumeric') }}{% endmacro %}


{# A time of day. #}
{% macro wms_type_time() %}{{- return(adapter.dispatch('wms_type_time')()) -}}{% endmacro %}

{% macro default__wms_type_time() %}{{ return('time') }}{% endmacro %}
{% macro databricks__wms_type_time() %}{{ return(dbt.type_string()) }}{% endmacro %}
{% macro spark__wms_type_time() %}{{ return(dbt.type_string()) }}{% endmacro %}


{# A column whose name is a word of SQL. Snowflake has kept it in upper case. #}
{% macro wms_reserved(name) %}
  {{- adapter.quote(name | upper if target.type == 'snowflake' else name) -}}
{% endmacro %}


{# The id or the key of a relation that was loaded as an object. #}
{% macro wms_member(column, member) %}
  {%- set text = adapter.dispatch('wms_member')(column, member) -%}
  {{- 'cast(' ~ text ~ ' as ' ~ (dbt.type_bigint() if member == 'id' else dbt.type_string()) ~ ')' -}}
{% endmacro %}

{% macro default__wms_member(column, member) %}{{ return('(' ~ column ~ " ->> '" ~ member ~ "')") }}{% endmacro %}
{% macro snowflake__wms_member(column, member) %}{{ return(column ~ ':' ~ member ~ '::string') }}{% endmacro %}
{% macro bigquery__wms_member(column, member) %}{{ return('json_value(' ~ column ~ ", '$." ~ member ~ "')") }}{% endmacro %}
{% macro databricks__wms_member(column, member) %}{{ return('get_json_object(' ~ column ~ ", '$." ~ member ~ "')") }}{% endmacro %}
{% macro spark__wms_member(column, member) %}{{ return(databricks__wms_member(column, member)) }}{% endmacro %}
