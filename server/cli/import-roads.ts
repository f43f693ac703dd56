import { userInfo } from 'node:os';
import { basename, resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { loadRoads, type RoadsRequest } from '../roads/load.ts';
import { defaultSpeeds, fastest } from '../roads/speeds.ts';
import { fileFlags, readArguments } from './arguments.ts';
import { runHereOrThere } from './context.ts';
import { UsageError, type Command } from './nutag.ts';

const perLine = 7;
const speeds = Object.entries(defaultSpeeds).map(([name, speed]) => `${name} ${speed}`);
const speedLines = speeds.flatMap((_, at) => (at % perLine === 0 ? [speeds.slice(at, at + perLine).join(', ')] : [])); // prettier-ignore

export const importRoads: Command = {
  summary: 'load the road graph',
  help: `Usage: npm run nutag -- import roads FILE [options]

Reads the roads of FILE (lines: GeoJSON, GeoPackage, Shapefile, KML), joins them where they share a point, and replaces the road
graph by them only if there is no error; then coverage can be asked in minutes by road (method=road). The same file a second
time changes nothing.

Columns: class, highway or fclass; speed or maxspeed (km/h; empty or 0: by class); oneway (yes, no, -1, or B, F, T).
Ways that no car may take (footway, path ...) are left out.

  --speed CLASS=KMH    speed of a class where the file says none; may be repeated. Default, in km/h:
                       ${speedLines.join(`,\n${' '.repeat(23)}`)}
  --crs CRS            EPSG:4490, EPSG:4524 ...; default: what the file says
  --encoding NAME      utf-8, gb18030 ...; default: found
  --layer NAME         layer; default: the first
  --dry-run            check only
  --sample             示例数据: the roads are made up, and every answer says so
  --source ID          default: file:NAME
  --title, --publisher, --licence TEXT, --data-date YYYY-MM-DD   of the source

Exit codes: 0 loaded (warnings allowed), 1 refused or cancelled, 2 wrong usage.`,
  run: (args) => {
    const request = parse(args);
    return runHereOrThere(
      readConfig(),
      { command: 'import-roads', args: [JSON.stringify(request)] },
      (context, say, signal) => context.exclusive(() => loadRoads(context, request, say, signal)),
    );
  },
};

const flags = {
  ...fileFlags,
  speed: { type: 'string', multiple: true },
  sample: { type: 'boolean' },
} as const;

function parse(args: string[]): RoadsRequest {
  const { values, positionals } = readArguments(args, flags);
  const [file, ...rest] = positionals;
  if (file === undefined || rest.length > 0) throw new UsageError('import roads: one FILE is needed.');
  const dataDate = values['data-date'] ?? null;
  if (dataDate !== null && !isDay(dataDate)) throw new UsageError(`--data-date is YYYY-MM-DD, not ${dataDate}.`); // prettier-ignore
  const name = basename(file);
  return {
    file: resolve(file),
    crs: values.crs,
    encoding: values.encoding?.toLowerCase(),
    layer: values.layer,
    speeds: Object.fromEntries((values.speed ?? []).map(speedOf)),
    source: {
      id: values.source ?? `file:${name}`,
      title: values.title ?? name,
      publisher: values.publisher ?? null,
      licence: values.licence ?? null,
      dataDate,
      sample: values.sample ?? false,
    },
    dryRun: values['dry-run'] ?? false,
    actor: userInfo().username,
  };
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text); // prettier-ignore

function speedOf(text: string): [string, number] {
  const [, name, figure] = /^([^=]+)=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  const speed = Number(figure);
  if (name === undefined || speed <= 0 || speed > fastest)
    throw new UsageError(`--speed is CLASS=KMH, more than 0 and at most ${fastest}, not ${text}.`);
  return [name.toLowerCase(), speed];
}
