import {get, patch, post} from './request';
import type {Account, Role, RoleWithRights} from './types';

const of = (name: string) => `/accounts/${encodeURIComponent(name)}`;

export const accounts = () => get<{accounts: Account[]}>('/accounts');
export const roles = () => get<{roles: RoleWithRights[]}>('/roles');
export const addAccount = (account: {name: string; display: string; role: Role}) =>
  post<{account: Account; password: string}>('/accounts', account);
export const changeAccount = (name: string, change: {role?: Role; display?: string; closed?: boolean}) =>
  patch<Account>(of(name), change);
export const resetAccount = (name: string) => post<{password: string}>(`${of(name)}/reset`);
export const unlockAccount = (name: string) => post<void>(`${of(name)}/unlock`);
