import { describe, expect, it } from 'vitest';
import { readPlace } from './place';

function at(text: string): readonly number[] | string {
  const place = readPlace(text);
  return typeof place === 'string' ? place : [Number(place.latitude.toFixed(4)), Number(place.longitude.toFixed(4))];
}

describe('a place that is pasted', () => {
  it.each([
    ['52.52, 13.405'], ['52.52,13.405'], ['52.52 13.405'], ['52,52 13,405'], ['52,52; 13,405'], ['52,52, 13,405'], ['52,52,13,405'], ['(52.52, 13.405)'], [' 52.52 / 13.405 '],
    ['52.52° N, 13.405° E'], ['N 52.52 E 13.405'], ['N52.52, E13.405'], ['52.52N 13.405E'], ['13.405 E 52.52 N'], ['52,52° N 13,405° E'], ['52.52°, 13.405°'],
    [`52°31'12"N 13°24'18"E`], ['52° 31′ 12″ N, 13° 24′ 18″ E'], [`52°31.2'N 13°24.3'E`], ['N 52° 31.200 E 013° 24.300'], ['52° 31,2′ N 13° 24,3′ E'], [`52 31 12 N 13 24 18 E`],
    ['５２.５２, １３.４０５'],
    ['geo:52.52,13.405?z=12'], ['geo:0,0?q=52.52,13.405'], ['geo:0,0?q=52.52,13.405(Am+Tor)'], ['geo:52.52,13.405?q=1,2'], ['https://www.google.com/maps/@52.52,13.405,17z'], ['https://maps.google.com/?q=52.52,13.405'], ['https://www.google.com/maps/search/?api=1&query=52.52%2C13.405'],
    ['https://www.google.com/maps/place/X/@1.5,2.5,15z/data=!3m1!4b1!4m6!3m5!1s0x0!8m2!3d52.52!4d13.405'], ['https://www.google.com/maps/dir/?api=1&destination=52.52,13.405'],
    ['https://maps.apple.com/?ll=52.52,13.405&q=Somewhere'], ['https://maps.apple.com/place?coordinate=52.52,13.405&name=X'],
    ['https://www.openstreetmap.org/#map=16/52.52/13.405'], ['https://www.openstreetmap.org/?mlat=52.52&mlon=13.405#map=16/1/2'],
    ['https://www.bing.com/maps?cp=52.52~13.405&lvl=16'], ['https://yandex.com/maps/?ll=13.405%2C52.52&z=14'], ['www.google.com/maps/@52.52,13.405,17z'],
    ['https://www.google.com/maps/search/52.52,+13.405?hl=de'], ['https://www.google.com/maps/dir/52.52,13.405/52.6,13.5'], ['https://maps.google.com/?q=loc:52.52,13.405'], ['https://maps.google.com/?q=52.52,13.405+(Am+Tor)'],
  ])('%s', (text) => expect(at(text)).toEqual([52.52, 13.405]));

  it.each([
    ['-33.8568, 151.2153', -33.8568, 151.2153], [`33°51'24.5"S 151°12'55.1"E`, -33.8568, 151.2153], ['−22.9519, −43.2105', -22.9519, -43.2105], ['S 22.9519 W 43.2105', -22.9519, -43.2105],
    ['0, 0', 0, 0], ['52, 13', 52, 13], ['90 -180', 90, -180],
  ])('%s is in its own half', (text, latitude, longitude) => expect(at(text)).toEqual([latitude, longitude]));

  it.each([
    ['', 'none'], ['Alexanderplatz', 'none'], ['52,13', 'none'], ['52.52', 'none'], [`52°61'N 13°24'E`, 'none'], ['52 N 13 N', 'none'], ['https://example.org/52', 'none'], ['https://www.google.com/maps/place/Berlin', 'none'],
    ['https://www.google.com/maps/search/?api=1&query=Hauptstr.+5,+10115+Berlin', 'none'], ['https://maps.google.com/?q=Hauptstr.+5,+10+Berlin', 'none'], ['https://maps.apple.com/?daddr=5,10115+Berlin', 'none'],
    ['https://www.google.com/maps/place/Hauptstr.+5,+10115+Berlin', 'none'], ['https://www.google.com/maps/place/Hauptstr.%205,%2010%20Berlin', 'none'], ['https://www.google.com/maps/dir/Weg+5,10/Berlin', 'none'],
    ['https://example.org/@5,10115', 'none'], ['https://example.org/@5,10b', 'none'], ['https://example.org/@a5,10', 'none'], ['geo:5,10115', 'none'], ['geo:0,0?q=Hauptstr.+5', 'none'],
    ['+49 30 901820', 'none'], ['91, 13', 'range'], ['13.4, 252.5', 'range'], ['https://maps.app.goo.gl/AbCdEf', 'shortLink'], ['https://goo.gl/maps/AbC', 'shortLink'],
  ])('%s is none: %s', (text, why) => expect(at(text)).toBe(why));

  it('takes the name of the place from the link, and no coordinates for a name', () => {
    expect(readPlace('https://www.google.com/maps/place/Caf%C3%A9+am+Tor/@52.52,13.405,17z')).toEqual({ latitude: 52.52, longitude: 13.405, name: 'Café am Tor' });
    expect(readPlace('geo:0,0?q=52.52,13.405(Caf%C3%A9+am+Tor)')).toMatchObject({ name: 'Café am Tor' });
    expect(readPlace('https://www.google.com/maps/place/52.52,13.405/@52.52,13.405,17z')).toMatchObject({ name: '' });
  });

  it('takes no time over what goes on for long', () => {
    const before = performance.now();
    expect(at(`${'1 '.repeat(20_000)}N`)).toBe('none');
    expect(performance.now() - before).toBeLessThan(1000);
  });
});
