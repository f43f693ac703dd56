import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { call, type Result } from '../api.ts';
import { ac } from '../i18n/accounts.ts';

type Division = Result<'listDivisions'>['items'][number];

/** The region and its leagues, each with its banners; read once. */
const divisions = signal<{ head: Division; parts: Division[] }[] | null>(null);

async function readDivisions(): Promise<void> {
  const [regions, leagues, banners] = await Promise.all(
    (['province', 'prefecture', 'county'] as const).map((level) =>
      call('listDivisions', { level, limit: 1000 }),
    ),
  );
  const partsOf = (code: string): Division[] =>
    banners!.items.filter(({ path }) => path.at(-1)?.code === code);
  divisions.value = [
    ...regions!.items.map((head) => ({ head, parts: [] })),
    ...leagues!.items.map((head) => ({ head, parts: partsOf(head.code) })),
  ];
}

/** Chooses the division that an account may write in. */
export function JurisdictionSelect({
  value,
  name,
}: {
  value: { code: string; name: string } | null;
  name: string;
}): VNode {
  useEffect(() => {
    if (divisions.peek() === null) readDivisions().catch(() => undefined); // the present one can be kept
  }, []);
  const list = divisions.value ?? [];
  const isListed = list.some(({ head, parts }) => [head, ...parts].some(({ code }) => code === value?.code));
  return (
    <select name={name}>
      <option value="">{ac('jurisdiction.none')}</option>
      {value && !isListed && (
        <option value={value.code} selected>
          {value.name} {value.code}
        </option>
      )}
      {list.map(({ head, parts }) =>
        parts.length === 0 ? (
          <option key={head.code} value={head.code} selected={head.code === value?.code}>
            {head.name} {head.code}
          </option>
        ) : (
          <optgroup key={head.code} label={head.name}>
            {[head, ...parts].map(({ code, name }) => (
              <option key={code} value={code} selected={code === value?.code}>
                {name} {code}
              </option>
            ))}
          </optgroup>
        ),
      )}
    </select>
  );
}
