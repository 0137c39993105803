-- noqa: disable=LT02
-- Every way of writing a name is taken apart once: words that are no names are dropped, words in
-- brackets (known as, formerly) are kept as words and left out of the name itself.
with sent as (
    {% for column in [
        'forename', 'surname', 'known_as', 'preferred_surname', 'former_surname'
    ] -%}
    select i.{{ column }} as name_as_sent
    from {{ ref('int_identities') }} as i
    where i.{{ column }} is not null
    {{ 'union distinct' if not loop.last }}
    {% endfor %}
),

letters as (
    select
        sent.name_as_sent,
        {{ name_letters('sent.name_as_sent') }} as all_letters,
        coalesce({{ name_letters(
            "split_part(translate(sent.name_as_sent, '[{\"', '((('), '(', 1)"
        ) }}, '') as outside
    from sent
),

words as (
    {% for place in range(1, 8) -%}
    select
        letters.name_as_sent,
        {{ place }} as place,
        split_part(letters.all_letters, ' ', {{ place }}) as word,
        {{ place }} <= length(letters.outside) - length(replace(letters.outside, ' ', '')) + 1
            as is_outside
    from letters
    where split_part(letters.all_letters, ' ', {{ place }}) <> ''
    {{ 'union all' if not loop.last }}
    {% endfor %}
),

told as (
    select
        words.*,
        coalesce(name_words.word_kind, 'name') as word_kind,
        bool_or(name_words.word_kind = 'placeholder') over (partition by words.name_as_sent)
            as has_placeholder,
        max(words.place) over (partition by words.name_as_sent) as last_place
    from words
    left join {{ ref('name_words') }} as name_words on words.word = name_words.word
),

kept as (
    select told.*
    from told
    where
        told.word_kind in ('name', 'particle')
        -- a title or a suffix alone is a name
        or (told.word_kind = 'title' and (told.place > 1 or told.last_place = 1))
        or (told.word_kind = 'suffix' and told.place = 1)
        or (told.word_kind = 'beside_placeholder' and not coalesce(told.has_placeholder, false))
),

compact as (
    select
        kept.name_as_sent,
        nullif(concat(
            {% for place in range(1, 8) -%}
            coalesce(max(
                case when kept.place = {{ place }} and kept.is_outside then kept.word end
            ), ''){{ ',' if not loop.last }}
            {% endfor -%}
        ), '') as compact_name
    from kept
    group by kept.name_as_sent
),

-- What another way of writing may share: whole words, and the names that short forms stand for.
shared as (
    select
        kept.name_as_sent,
        kept.word
    from kept
    where
        length(kept.word) > 1
        and kept.word_kind <> 'particle'
),

rooted as (
    select
        shared.name_as_sent,
        shared.word
    from shared
    union all
    select
        shared.name_as_sent,
        variants.name_root as word
    from shared
    inner join {{ ref('name_variants') }} as variants on shared.word = variants.variant
),

plain_words as (
    select
        shared.name_as_sent,
        {{ list_of_codes('shared.word') }} as words
    from shared
    group by shared.name_as_sent
),

rooted_words as (
    select
        rooted.name_as_sent,
        {{ list_of_codes('rooted.word') }} as words
    from rooted
    group by rooted.name_as_sent
),

final as (
    select
        compact.name_as_sent,
        compact.compact_name,
        plain_words.words,
        rooted_words.words as words_with_roots
    from compact
    left join plain_words on compact.name_as_sent = plain_words.name_as_sent
    left join rooted_words on compact.name_as_sent = rooted_words.name_as_sent
)

select * from final
