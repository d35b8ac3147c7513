import {API, get, post, query, type Asking} from './request';
import type {Camera, CameraTest, Devices} from './types';

const of = (camera: string) => `/cameras/${encodeURIComponent(camera)}`;

export const cameras = () => get<{cameras: Camera[]}>('/cameras');
export const devices = (asking?: Asking) => get<Devices>('/devices', asking);
export const testCamera = (camera: string) => post<CameraTest>(`${of(camera)}/test`);

// Addresses that the player or the browser asks for by itself; the cookie rides along.
export const playlistUrl = (camera: string, from: string, to: string) => `${API}${of(camera)}/playlist.m3u8${query({from, to})}`;
export const liveUrl = (camera: string, sub: boolean) => `${API}${of(camera)}/${sub ? 'sub/' : ''}live.m3u8`;
export const exportUrl = (camera: string, from: string, to: string) => `${API}${of(camera)}/export.mp4${query({from, to})}`;
