import type { VNode } from 'preact';
import { pl, placeWord } from '../i18n/places.ts';
import { Field } from '../ui/fields.tsx';

/** About the name itself, in the order of the census. */
const about = ['meaning', 'origin', 'language', 'history', 'government_history', 'story', 'description', 'hanzi', 'sound_local', 'sound_standard', 'references']; // prettier-ignore

/** Meaning, origin, history; media; and what else was written down. */
export function PlaceTexts({ attributes }: { attributes: Record<string, string> }): VNode {
  const { media, division_from: _how, ...texts } = attributes;
  const first = about.filter((name) => texts[name]);
  const others = Object.keys(texts).filter((name) => !about.includes(name) && texts[name]);
  const fields = (names: string[]): VNode => (
    <dl class="fields texts">
      {names.map((name) => (
        <Field key={name} label={placeWord('text', name)}>
          {texts[name]}
        </Field>
      ))}
    </dl>
  );
  return (
    <>
      {first.length > 0 && (
        <section>
          <h3>{pl('record.texts')}</h3>
          {fields(first)}
        </section>
      )}
      {media && <Media text={media} />}
      {others.length > 0 && (
        <details>
          <summary>{pl('record.other')}</summary>
          {fields(others)}
        </details>
      )}
    </>
  );
}

/** Addresses become links; what else stands there is the name of a file somewhere. */
function Media({ text }: { text: string }): VNode {
  const items = text.split(/[|;；\s]+/).filter(Boolean);
  return (
    <section>
      <h3>{pl('record.media')}</h3>
      <ul class="plain media">
        {items.map((item) => (
          <li key={item}>
            {/^https?:\/\//i.test(item) ? (
              <a href={item} target="_blank" rel="noopener noreferrer">
                {item}
              </a>
            ) : (
              item
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
