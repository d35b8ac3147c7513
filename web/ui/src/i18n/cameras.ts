import {i18n} from './index';

/** "摄像机 front：无法连接摄像机" */
export function cameraSentence(camera: {id: string; state: string}): string {
  const {t} = i18n.global;
  return `${t('light.camera', {id: camera.id})}${i18n.global.locale.value === 'en' ? ': ' : '：'}${cameraState(camera.state)}`;
}

/** A state that these pages do not know yet is shown as the box names it. */
export function cameraState(state: string): string {
  const {t, te} = i18n.global;
  return te(`camera_state.${state}`) ? t(`camera_state.${state}`) : state;
}
