/** What a page says to the service worker of a newer version that waits: that it may take over. */
export const TAKE_OVER = 'apebench: take over';
