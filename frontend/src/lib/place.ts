/** Reads a place out of what people paste: a link of a map, or coordinates in any usual form. Nothing is asked of anybody. */

/** A place on earth, with a name where the link has one. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
  readonly name: string;
}

/** Why there is no place in it. A short link says nothing by itself; only its service knows where it leads. */
export type PlaceFault = 'none' | 'range' | 'shortLink';

const shortHosts = /^(?:maps\.app\.goo\.gl|goo\.gl|maps\.apple|osm\.org|g\.co|bit\.ly)$/u;

/** The place that was meant, or why none can be read. */
export function readPlace(typed: string): Place | PlaceFault {
  const text = plain(typed);
  if (text === '') return 'none';
  const link = /^(?:https?:\/\/|geo:|www\.)\S+$/iu.exec(text);
  const found = link === null ? readCoordinates(text) : readLink(text.startsWith('www.') ? `https://${text}` : text);
  if (found === undefined || typeof found === 'string') return found ?? 'none';
  return Math.abs(found.latitude) <= 90 && Math.abs(found.longitude) <= 180 ? found : 'range';
}

function plain(text: string): string {
  return text.normalize('NFKC').replace(/[\u2212\u2013]/gu, '-').replace(/[\u2032\u2019\u00B4`]/gu, "'").replace(/[\u2033\u201D\u201C]|''/gu, '"').replace(/[\u00BA\u02DA]/gu, '°').trim();
}

const number = String.raw`-?\d{1,3}(?:\.\d+)?`;
// Nothing else may stand in the value: "Hauptstr. 5, 10115 Berlin" is an address. Google puts "loc:" before a place and its name in brackets behind it.
const wholePair = new RegExp(`^(?:loc:)?\\s*(${number})\\s*[,~]\\s*(${number})\\s*(?:\\(.*\\))?$`, 'u');
// More may follow, as the zoom or the query does, but no rest of a word or a number.
const firstPair = new RegExp(`^(${number})[,~]\\s*(${number})(?!\\.?[\\p{L}\\p{N}])`, 'u');

function pairIn(text: string | null | undefined, form = wholePair): Place | undefined {
  const found = form.exec(text ?? '');
  return found === null ? undefined : { latitude: Number(found[1]), longitude: Number(found[2]), name: '' };
}

/** The first part of the path that is a pair: where a way begins, or what was searched for. */
function pairInPath(path: string): Place | undefined {
  const parts = /\/(?:place|search|dir)\/(.+)$/u.exec(path)?.[1]?.split('/') ?? [];
  return parts.map((each) => pairIn(decoded(each.replaceAll('+', ' ')).trim())).find((each) => each !== undefined);
}

function readLink(text: string): Place | PlaceFault | undefined {
  if (/^geo:/iu.test(text)) return readGeo(text.slice('geo:'.length));
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const whole = decoded(url.href);
  // The place itself comes before the part of the map that was seen.
  const pin = new RegExp(`!3d(${number})!4d(${number})`, 'u').exec(whole);
  const osm = new RegExp(`#map=[\\d.]+/(${number})/(${number})`, 'u').exec(whole);
  const of = (name: string): Place | undefined => pairIn(url.searchParams.get(name)?.trim());
  const marked = pairIn(`${url.searchParams.get('mlat') ?? ''},${url.searchParams.get('mlon') ?? ''}`);
  const found =
    (pin === null ? undefined : pairIn(`${pin[1] ?? ''},${pin[2] ?? ''}`)) ?? marked ?? turned(url, of('ll')) ?? of('q') ?? of('query') ?? of('coordinate') ?? of('daddr') ?? of('destination') ??
    of('sll') ?? of('cp') ?? pairIn(/@(.+)$/u.exec(whole)?.[1], firstPair) ?? (osm === null ? undefined : pairIn(`${osm[1] ?? ''},${osm[2] ?? ''}`)) ?? pairInPath(url.pathname);
  if (found === undefined) return shortHosts.test(url.hostname) ? 'shortLink' : undefined;
  const name = /\/place\/([^/@]+)/u.exec(url.pathname)?.[1] ?? '';
  const said = decoded(name.replaceAll('+', ' '));
  return { ...found, name: readCoordinates(plain(said)) === undefined ? said : '' };
}

/** Of "geo:0,0?q=" the place is what is asked for: 0,0 says that there is none. A question that is no pair is a search, which leads nowhere by itself. */
function readGeo(text: string): Place | undefined {
  const [where = '', query = ''] = text.split('?');
  const asked = new URLSearchParams(query).get('q');
  const at = pairIn(where, firstPair);
  if (asked === null || at === undefined || at.latitude !== 0 || at.longitude !== 0) return at;
  const label = /\((.*)\)\s*$/u.exec(asked)?.[1] ?? '';
  const found = pairIn(asked.trim());
  return found === undefined ? undefined : { ...found, name: label };
}

/** Yandex puts the longitude first. */
function turned(url: URL, place: Place | undefined): Place | undefined {
  return place !== undefined && /(?:^|\.)yandex\./u.test(url.hostname) ? { ...place, latitude: place.longitude, longitude: place.latitude } : place;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

// A decimal point, or a decimal comma: with that, something else than a comma alone stands between the two.
const points = /^([+-]?\d{1,3}(?:\.\d+)?)\s*(?:[,;/]\s*|\s)([+-]?\d{1,3}(?:\.\d+)?)$/u;
const commas = /^([+-]?\d{1,3},\d+)\s*(?:[;/,]\s*|\s)([+-]?\d{1,3},\d+)$/u;

function readCoordinates(text: string): Place | undefined {
  const bare = text.replace(/^\(|\)$/gu, '').trim();
  // "52,13" may be one number with a decimal comma: nobody can say.
  const decimal = /^\d+,\d+$/u.test(bare) ? null : (points.exec(bare) ?? commas.exec(bare));
  if (decimal !== null) return { latitude: toNumber(decimal[1]), longitude: toNumber(decimal[2]), name: '' };
  return readDegrees(bare);
}

function toNumber(text = ''): number {
  return Number(text.replace(',', '.'));
}

const size = String.raw`([+-]?\d{1,3}(?:[.,]\d+)?)\s*°?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*'?\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*"?)?)?`;
const before = new RegExp(String.raw`^([NSEW])\s*${size}\s*[,;/]?\s*([NSEW])\s*${size}$`, 'u');
const behind = new RegExp(String.raw`^${size}\s*([NSEW])?(?:\s*[,;/]\s*|\s+)${size}\s*([NSEW])?$`, 'u');

/** Degrees with minutes and seconds, or with the letters of the directions: which of the two comes first is said by them. */
function readDegrees(text: string): Place | undefined {
  if (!/[°NSEW]/iu.test(text)) return undefined;
  const lettered = before.exec(text.toUpperCase())?.slice(1);
  const plainly = behind.exec(text.toUpperCase())?.slice(1);
  const first = lettered === undefined ? angle(plainly?.slice(0, 3), plainly?.[3]) : angle(lettered.slice(1, 4), lettered[0]);
  const second = lettered === undefined ? angle(plainly?.slice(4, 7), plainly?.[7]) : angle(lettered.slice(5, 8), lettered[4]);
  if (first === undefined || second === undefined || (first.axis === second.axis && first.axis !== '')) return undefined;
  const isTurned = first.axis === 'EW' || second.axis === 'NS';
  return { latitude: isTurned ? second.value : first.value, longitude: isTurned ? first.value : second.value, name: '' };
}

interface Angle {
  readonly value: number;
  readonly axis: 'NS' | 'EW' | '';
}

function angle([whole, minutes = '0', seconds = '0']: readonly (string | undefined)[] = [], letter = ''): Angle | undefined {
  if (whole === undefined || toNumber(minutes) >= 60 || toNumber(seconds) >= 60) return undefined;
  const degrees = Math.abs(toNumber(whole)) + toNumber(minutes) / 60 + toNumber(seconds) / 3600;
  const isBelow = letter === 'S' || letter === 'W' || whole.startsWith('-');
  return { value: Number((isBelow ? -degrees : degrees).toFixed(7)), axis: letter === '' ? '' : 'NS'.includes(letter) ? 'NS' : 'EW' };
}
