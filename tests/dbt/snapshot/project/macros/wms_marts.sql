{#
  What the marts have in common: time, division, codes. The vars named here, with their
  defaults, are described in dbt_project.yml.
#}

{# The moment that backlog, age and the like are told for; UTC, without a zone. #}
{% macro wms_as_of() %}
  {%- set given = var('wms_as_of', '') -%}
  {{- return("cast('" ~ given ~ "' as " ~ dbt.type_timestamp() ~ ')' if given else wms_now()) -}}
{% endmacro %}


{#
  A moment as a clock on the wall of the facility shows it. With wms_facility_time_zones
  the column with the facility's code says which clock.
#}
{% macro wms_local(moment, facility_key='facility_key') %}
  {%- set usual = var('wms_time_zone', 'UTC') -%}
  {%- set zones = var('wms_facility_time_zones', {}) -%}
  {%- if not zones -%}
    {{- return(wms_in_zone(moment, usual)) -}}
  {%- endif -%}
  {%- set cases = [] -%}
  {%- for code, zone in zones.items() -%}
    {%- do cases.append('when ' ~ facility_key ~ " = '" ~ code ~ "' then " ~ wms_in_zone(moment, zone)) -%}
  {%- endfor -%}
  {{- return('case ' ~ cases | join(' ') ~ ' else ' ~ wms_in_zone(moment, usual) ~ ' end') -}}
{% endmacro %}


{% macro wms_in_zone(moment, zone) %}
  {{- return(moment if zone == 'UTC' else adapter.dispatch('wms_in_zone')(moment, zone)) -}}
{% endmacro %}

{% macro default__wms_in_zone(moment, zone) %}{{ return('((' ~ moment ~ ") at time zone 'UTC' at time zone '" ~ zone ~ "')") }}{% endmacro %}
{% macro snowflake__wms_in_zone(moment, zone) %}{{ return("convert_timezone('UTC', '" ~ zone ~ "', " ~ moment ~ ')') }}{% endmacro %}
{% macro bigquery__wms_in_zone(moment, zone) %}{{ return("datetime(timestamp(" ~ moment ~ "), '" ~ zone ~ "')") }}{% endmacro %}
{% macro databricks__wms_in_zone(moment, zone) %}{{ return("from_utc_timestamp(" ~ moment ~ ", '" ~ zone ~ "')") }}{% endmacro %}
{% macro spark__wms_in_zone(moment, zone) %}{{ return(databricks__wms_in_zone(moment, zone)) }}{% endmacro %}


{# The day of a moment at the facility. #}
{% macro wms_day(moment, facility_key='facility_key') %}
  {{- return('cast(' ~ wms_local(moment, facility_key) ~ ' as date)') -}}
{% endmacro %}


{# Today, by the usual time zone. #}
{% macro wms_today() %}
  {{- return('cast(' ~ wms_in_zone(wms_as_of(), var('wms_time_zone', 'UTC')) ~ ' as date)') -}}
{% endmacro %}


{# A day so many days after another. #}
{% macro wms_add_days(day, days) %}
  {{- return('cast(' ~ dbt.dateadd('day', days, day) ~ ' as date)') -}}
{% endmacro %}


{# The type of rates and hours: six digits behind the point, the same in all databases. #}
{% macro wms_type_rate() %}{{ return('numeric(28, 6)') }}{% endmacro %}


{# Hours from one moment to another, to the minute; null if one is missing. #}
{% macro wms_hours(begun, ended) %}
  {{- return('cast(' ~ dbt.datediff(begun, ended, 'minute') ~ ' / 60.0 as ' ~ wms_type_rate() ~ ')') -}}
{% endmacro %}


{# A quotient; null, not an error, if there is nothing to divide by. #}
{% macro wms_divide(part, whole) %}
  {%- set quotient = 'cast(' ~ part ~ ' as ' ~ wms_type_number() ~ ') / ' ~ whole -%}
  {{- return(wms_rate('case when ' ~ whole ~ ' <> 0 then ' ~ quotient ~ ' end')) -}}
{% endmacro %}


{# A value as a rate, or as hours. #}
{% macro wms_rate(value) %}
  {{- return('cast(' ~ value ~ ' as ' ~ wms_type_rate() ~ ')') -}}
{% endmacro %}


{# The number that a status of orders has. #}
{% macro wms_order_status(stage) %}
  {%- set known = {'allocated': 20, 'picked': 27, 'packed': 40, 'shipped': 90, 'cancelled': 99} -%}
  {{- return(var('wms_order_statuses', {}).get(stage, known[stage])) -}}
{% endmacro %}


{# A list of numbers for IN. A list without any matches nothing. #}
{% macro wms_numbers(name, usual) %}
  {{- return('(' ~ (var(name, usual) or [-1]) | join(', ') ~ ')') -}}
{% endmacro %}

{% macro wms_receipt_activities() %}{{ return(wms_numbers('wms_receipt_activities', [1])) }}{% endmacro %}
{% macro wms_shipment_activities() %}{{ return(wms_numbers('wms_shipment_activities', [3])) }}{% endmacro %}
{% macro wms_adjustment_activities() %}{{ return(wms_numbers('wms_adjustment_activities', [4, 17])) }}{% endmacro %}
{% macro wms_packing_activities() %}{{ return(wms_numbers('wms_packing_activities', [10, 11])) }}{% endmacro %}


{# Whether an entity is in this project. #}
{% macro wms_has(entity) %}
  {{- return(entity in 'group inventory inventory_status item_barcode rf_key_map'.split(' ')) -}}
{% endmacro %}
