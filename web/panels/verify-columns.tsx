import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Verification, VerifyColumns, VerifyReading } from '../../server/api/verify.ts';
import { call } from '../api.ts';
import { vf } from '../i18n/verify.ts';
import { ask } from '../state/verify.ts';

const ENCODINGS = ['utf-8', 'gb18030', 'utf-16le'] as const;
const SHOWN = 8; // rows of the preview

/** Which column is the name, which the division; over the first rows of the file. */
export function VerifyColumnsForm({ now, started }: { now: Verification; started: () => void }): VNode {
  const { preview } = now;
  const [chosen, setChosen] = useState<VerifyColumns | null>(null);
  const columns = chosen ?? now.columns ?? preview.guess;
  const set = (change: Partial<VerifyColumns>): void => setChosen({ ...columns, ...change });
  const read = (change: VerifyReading): void => {
    setChosen(null);
    void ask(() => call('previewVerification', { id: now.id, body: { ...preview.reading, ...change } }));
  };
  const start = async (): Promise<void> => {
    if (await ask(() => call('startVerification', { id: now.id, body: columns }))) started();
  };
  return (
    <form
      class="verify-columns"
      onSubmit={(event) => {
        event.preventDefault();
        void start();
      }}
    >
      <h3>{vf('columns.title')}</h3>
      <div class="fields">
        {preview.layers.length > 1 && (
          <label>
            <span>{vf('columns.layer')}</span>
            <select onChange={(event) => read({ layer: event.currentTarget.value })}>
              {preview.layers.map((layer) => (
                <option key={layer} value={layer} selected={layer === preview.layer}>
                  {layer}
                </option>
              ))}
            </select>
          </label>
        )}
        <label>
          <span>{vf('columns.name')}</span>
          <select name="verify-name" onChange={(event) => set({ name: event.currentTarget.value })}>
            {preview.headers.map((header) => (
              <option key={header} value={header} selected={header === columns.name}>
                {header}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>{vf('columns.division')}</span>
          <select
            name="verify-division"
            aria-describedby="verify-division"
            onChange={(event) => set({ division: event.currentTarget.value || null })}
          >
            <option value="" selected={columns.division === null}>
              {vf('columns.none')}
            </option>
            {preview.headers.map((header) => (
              <option key={header} value={header} selected={header === columns.division}>
                {header}
              </option>
            ))}
          </select>
        </label>
        {preview.encoding !== null && (
          <label>
            <span>{vf('columns.encoding')}</span>
            <select
              onChange={({ currentTarget: { value } }) =>
                read({ encoding: ENCODINGS.find((one) => one === value) })
              }
            >
              <option value="" selected={preview.reading.encoding === undefined}>
                {vf('columns.auto', { encoding: preview.encoding })}
              </option>
              {ENCODINGS.map((encoding) => (
                <option key={encoding} value={encoding} selected={encoding === preview.reading.encoding}>
                  {encoding}
                </option>
              ))}
            </select>
          </label>
        )}
      </div>
      <p class="muted" id="verify-division">
        {vf('columns.divisionHint')}
      </p>
      <label class="check">
        <input
          type="checkbox"
          name="verify-headed"
          checked={columns.headed}
          onChange={(event) => set({ headed: event.currentTarget.checked })}
        />
        {vf('columns.headed')}
      </label>
      <Preview now={now} columns={columns} />
      <p class="actions">
        <button class="primary">{vf('columns.start')}</button>
      </p>
    </form>
  );
}

function Preview({ now: { preview }, columns }: { now: Verification; columns: VerifyColumns }): VNode {
  const role = (header: string): string | undefined =>
    header === columns.name ? 'name' : header === columns.division ? 'division' : undefined;
  const rows = columns.headed ? preview.rows : [preview.headers, ...preview.rows];
  return (
    <div class="verify-preview" role="region" aria-label={vf('columns.preview')} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {preview.headers.map((header, at) => (
              <th key={header} scope="col" data-role={role(header)}>
                {columns.headed ? header : at + 1}
                {role(header) && (
                  <small>{vf(role(header) === 'name' ? 'columns.chosen' : 'columns.chosenDivision')}</small>
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((cells, row) => (
            <tr key={row}>
              {preview.headers.map((header, at) => (
                <td key={header} data-role={role(header)}>
                  {cells[at]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
