import type { ComponentChildren, VNode } from 'preact';
import { exportFormats, mostExported, type ExportFormat } from '../../server/api/export-limits.ts';
import { ex } from '../i18n/exports.ts';

/**
 * 导出 of what a list shows, with its filter. A format that would make a file which no usual program opens is named, and not offered.
 * @param total of the list; null: not known
 */
export function ExportMenu({
  address,
  total,
  children,
}: {
  address: (format: ExportFormat) => string;
  total: number | null;
  children?: ComponentChildren;
}): VNode {
  return (
    <div class="list-actions exporting">
      {children}
      <details
        class="export"
        onKeyDown={(event) => {
          if (event.key === 'Escape') close(event.currentTarget);
        }}
      >
        <summary>{ex('open')}</summary>
        <div class="export-formats">
          <p class="muted">{total === null ? ex('hintAll') : ex('hint', { n: total })}</p>
          <ul>
            {exportFormats.map((format) => (
              <li key={format}>
                {total === null || total <= mostExported[format] ? (
                  <a
                    href={address(format)}
                    download
                    data-export={format}
                    onClick={(event) => close(event.currentTarget.closest('details')!)}
                  >
                    {ex(`format.${format}`)}
                  </a>
                ) : (
                  <span class="muted">
                    {ex(`format.${format}`)}: {ex('tooMany', { n: mostExported[format] })}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      </details>
    </div>
  );
}

function close(menu: HTMLDetailsElement): void {
  menu.open = false;
  menu.querySelector('summary')?.focus();
}
