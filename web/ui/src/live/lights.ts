import type {Overview} from '../api/types';
import {cameraState} from '../i18n/cameras';
import {i18n} from '../i18n';
import {bytesText} from '../time/duration';

/** One thing that must work, and how it does: in words, always. */
export interface Light {
  key: string;
  name: string;
  sign: 'good' | 'bad' | 'warn' | 'off';
  words: string;
}

const WELL = new Set(['recording', 'off_hours']);

export function lightsOf(overview: Overview): Light[] {
  const {t} = i18n.global;
  const lights: Light[] = overview.cameras.filter(camera => camera.state !== 'removed').map(camera => {
    const well = WELL.has(camera.state);
    const seen = well && camera.seen ? ` · ${t('light.counted', {count: camera.seen.count})}` : '';
    return {
      key: `camera-${camera.id}`,
      name: t('light.camera', {id: camera.id}),
      sign: camera.state === 'connecting' ? 'warn' : well ? 'good' : 'bad',
      words: cameraState(camera.state) + seen,
    };
  });

  const {county} = overview;
  const waiting = county.waiting > 0 ? ` · ${t('light.county_waiting', {count: county.waiting})}` : '';
  lights.push({
    key: 'county',
    name: t('light.county'),
    sign: !county.configured ? 'off' : county.connected ? 'good' : 'bad',
    words: !county.configured ? t('light.county_off') : (county.connected ? t('light.county_on') : t('light.county_lost')) + waiting,
  });

  for (const disk of overview.disks) {
    lights.push({
      key: `disk-${disk.name}`,
      name: overview.disks.length > 1 ? t('light.disk_named', {name: disk.name}) : t('light.disk'),
      sign: disk.ok ? 'good' : 'bad',
      words: (disk.ok ? '' : `${disk.detail || t('light.disk_bad')} · `) +
             t('light.disk_free', {free: bytesText(disk.free_bytes), total: bytesText(disk.total_bytes)}),
    });
  }

  const {clock} = overview;
  const error = clock.state !== 'unproven' && typeof clock.error_ms === 'number' ? ` · ${t('light.clock_error', {ms: Math.round(clock.error_ms)})}` : '';
  lights.push({
    key: 'clock',
    name: t('light.clock'),
    sign: clock.state === 'synced' ? 'good' : clock.state === 'holdover' ? 'warn' : 'bad',
    words: t(`light.clock_${clock.state}`) + error,
  });

  const {vision} = overview;
  const confined = vision.sandbox === 'landlock seccomp';
  const calibrated = overview.cameras.every(camera => camera.seen === null || camera.seen.calibrated);
  lights.push({
    key: 'counting',
    name: t('light.counting'),
    sign: !vision.running ? 'bad' : calibrated && !vision.too_slow && confined ? 'good' : 'warn',
    words: !vision.running ? vision.detail || t('light.counting_off') : [
      t('light.counting_on'),
      vision.period_s > 0 ? t('light.counting_every', {seconds: vision.period_s < 10 ? vision.period_s.toFixed(1) : Math.round(vision.period_s)}) : '',
      vision.too_slow ? t('light.counting_slow') : '',
      calibrated ? '' : t('light.uncalibrated'),
      confined ? '' : t('light.not_confined', {sandbox: vision.sandbox}),
    ].filter(Boolean).join(' · '),
  });
  if (!overview.database.ok) {
    lights.push({key: 'database', name: t('light.database'), sign: 'bad', words: overview.database.detail || t('light.database_bad')});
  }
  return lights;
}
