/** Keeps the screen from going dark where the browser can (https or the box itself); taken anew when the page is in sight again. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let over = false;
  const take = async () => {
    if (over || document.hidden || !('wakeLock' in navigator)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (over) await lock.release();
    } catch {
      // Refused (battery, policy): the screen's own settings must do.
    }
  };
  const onVisibility = () => void take();
  document.addEventListener('visibilitychange', onVisibility);
  void take();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', onVisibility);
    void lock?.release().catch(() => undefined);
  };
}
