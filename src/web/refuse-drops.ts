/** Files that are dropped where nothing takes them would be opened in place of the page. */
export function refuseDrops(): void {
  for (const kind of ['dragover', 'drop'] as const) {
    addEventListener(kind, (event) => {
      // What takes files has said so by now; texts may be dropped into fields.
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = 'none';
    });
  }
}
