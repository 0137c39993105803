-- A setting or override that cannot be would silently change who is eligible.
with settings as (
    select
        s.*,
        case
            when s.framework_version in ('disclosure', 'linkage', 'reporting', 'retention', 'study')
                then s.framework_version
            else 'framework'
        end as kind
    from {{ known_rows(ref('stg_local__settings'), key=['framework_version', 'setting']) }} as s
),

-- What each may be; of linking and retention all are alike: months and days of retention are whole,
-- and no period is shorter than none.
limits as (
    select
        'framework' as kind,
        n.setting,
        n.value_type,
        n.allowed_words,
        n.may_be_empty,
        cast(n.lowest as decimal(9, 2)) as lowest,
        cast(null as decimal(9, 2)) as highest
    from {{ ref('setting_names') }} as n
    union all
    select
        'study' as kind,
        n.setting_code as setting,
        n.value_type,
        n.allowed_words,
        0 as may_be_empty,
        cast(n.lowest as decimal(9, 2)) as lowest,
        cast(n.highest as decimal(9, 2)) as highest
    from {{ ref('study_settings') }} as n
    union all
    select
        'reporting' as kind,
        n.setting_code as setting,
        n.value_type,
        n.allowed_words,
        0 as may_be_empty,
        cast(n.lowest as decimal(9, 2)) as lowest,
        cast(n.highest as decimal(9, 2)) as highest
    from {{ ref('reporting_settings') }} as n
    union all
    select
        'disclosure' as kind,
        n.output_code || '.' || n.setting_code as setting,
        n.value_type,
        n.allowed_words,
        0 as may_be_empty,
        cast(n.lowest as decimal(9, 2)) as lowest,
        cast(n.highest as decimal(9, 2)) as highest
    from {{ ref('disclosure_settings') }} as n
    union all
    select
        'linkage' as kind,
        null as setting,
        'number' as value_type,
        null as allowed_words,
        0 as may_be_empty,
        null as lowest,
        null as highest
    union all
    select
        'retention' as kind,
        null as setting,
        'whole_number' as value_type,
        null as allowed_words,
        0 as may_be_empty,
        0 as lowest,
        1200 as highest
),

changes as (
    select
        s.source_file,
        s.source_row,
        s.setting as changed,
        s.setting_value as new_value,
        limits.value_type,
        limits.allowed_words,
        limits.may_be_empty,
        limits.lowest,
        limits.highest
    from settings as s
    inner join limits
        on
            s.kind = limits.kind
            and (limits.setting is null or s.setting = limits.setting)
    union all
    select
        d.source_file,
        d.source_row,
        d.row_code as changed,
        d.new_value,
        v.value_type,
        v.allowed_words,
        v.may_be_empty,
        cast(v.lowest as decimal(9, 2)) as lowest,
        cast(v.highest as decimal(9, 2)) as highest
    from {{ known_rows(ref('stg_local__catalogue_decisions'), key=['decision_id']) }} as d
    inner join {{ ref('int_catalogue_values') }} as v
        on
            d.authority_code = v.authority_code
            and d.catalogue_table = v.catalogue_table
            and d.row_code = v.row_code
            and d.column_name = v.column_name
    where d.decision = 'override'
),

numbered as (
    select
        changes.*,
        {{ safe_cast_number('changes.new_value', 'decimal(9, 2)') }} as new_number
    from changes
)

select
    numbered.source_file,
    numbered.source_row,
    numbered.changed
from numbered
where
    (numbered.new_value is null and numbered.may_be_empty = 0)
    or (numbered.new_value is not null and case numbered.value_type
        when 'text' then false
        when 'word'
            then ' ' || numbered.allowed_words || ' ' not like '% ' || numbered.new_value || ' %'
        when 'day' then {{ safe_date('numbered.new_value', ['%Y-%m-%d']) }} is null
        else
            numbered.new_number is null
            or numbered.new_number < numbered.lowest
            or numbered.new_number > numbered.highest
            or (
                numbered.value_type = 'whole_number'
                and numbered.new_number <> floor(numbered.new_number)
            )
    end)
