{#
  What the target has made of a table.

  Targets differ: some write columns of their own (_sdc_batched_at, _sdc_deleted_at ...),
  some keep times with a zone and some without. The database is asked, once per model,
  unless the var wms_metadata_columns says what there is, as a list of names.

  Returns: types by name of column, in lower case; nothing while dbt only parses.
#}
{% macro wms_loaded_columns(relation) %}
  {% set given = var('wms_metadata_columns', 'detect') %}
  {% set loaded = {} %}
  {% if given != 'detect' %}
    {% for name in given %}{% do loaded.update({name | lower: ''}) %}{% endfor %}
  {% elif execute %}
    {% for column in adapter.get_columns_in_relation(relation) %}
      {% do loaded.update({column.name | lower: column.data_type | lower}) %}
    {% endfor %}
  {% endif %}
  {% do return(loaded) %}
{% endmacro %}


{# The column that says when the target got a row; none if it does not say. #}
{% macro wms_watermark(loaded) %}
  {% for name in ['_sdc_batched_at', '_sdc_received_at', '_sdc_extracted_at'] if name in loaded %}
    {% do return(name) %}
  {% endfor %}
  {% do return(none) %}
{% endmacro %}


{# When the tap read the row from the service. #}
{% macro wms_extracted_at(loaded) %}
  {{- wms_utc('_sdc_extracted_at', loaded) if '_sdc_extracted_at' in loaded else wms_no_time() -}}
{% endmacro %}


{# When the target got the row. #}
{% macro wms_loaded_at(loaded) %}
  {%- set name = wms_watermark(loaded) -%}
  {{- wms_utc(name, loaded) if name else wms_no_time() -}}
{% endmacro %}


{# When the target learned that the row is gone. #}
{% macro wms_deleted_at(loaded) %}
  {{- wms_utc('_sdc_deleted_at', loaded) if '_sdc_deleted_at' in loaded else wms_no_time() -}}
{% endmacro %}


{# Whether the row is gone from the service, as far as the target was told. #}
{% macro wms_is_deleted(loaded) %}
  {%- if '_sdc_deleted_at' in loaded -%}
    (_sdc_deleted_at is not null)
  {%- else -%}
    cast(0 = 1 as {{ dbt.type_boolean() }})
  {%- endif -%}
{% endmacro %}


{% macro wms_no_time() %}
  {{- return('cast(null as ' ~ dbt.type_timestamp() ~ ')') -}}
{% endmacro %}


{# Which of several versions of a row comes first. #}
{% macro wms_newest_first(loaded, mod_ts) %}
  {%- set order = [mod_ts ~ ' desc nulls last'] if mod_ts else [] -%}
  {%- for name in ['_sdc_extracted_at', '_sdc_batched_at', '_sdc_sequence'] if name in loaded -%}
    {%- do order.append(name ~ ' desc nulls last') -%}
  {%- endfor -%}
  {{- order | join(', ') if order else 'id' -}}
{% endmacro %}
