/** What draws by itself into an element of its own: made once, then handed each new content. */

import { useEffect, useRef } from 'preact/hooks';

export interface HostedProps<View, Content> {
  readonly make: (host: HTMLElement) => View;
  readonly content: Content;
  readonly show: (view: View, content: Content) => void;
  readonly class?: string;
  readonly id?: string;
}

export function Hosted<View, Content>(props: HostedProps<View, Content>) {
  const { make, content, show } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<View | null>(null);
  useEffect(() => {
    view.current ??= make(host.current!);
    show(view.current, content);
  });
  return <div class={props.class} id={props.id} ref={host} />;
}
