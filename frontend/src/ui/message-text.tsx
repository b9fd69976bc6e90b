/** Draws the tree of lib/message-format.ts as elements. */
import { Fragment, type MouseEvent, type ReactElement, type ReactNode } from 'react';
import { assertNever } from '@/lib/assert-never';
import { type Block, type Inline, type Line, parseMessage } from '@/lib/message-format';
import classes from './message-text.module.css';

/** A message's text and what opens its links: the shell's browser, never this window. */
export interface MessageTextProps {
  readonly text: string;
  readonly onOpenLink: (href: string) => void;
}

/** A message with its bold, italic, strike, mono, lists, quotes and links; each block finds its own direction. */
export function MessageText({ text, onOpenLink }: MessageTextProps): ReactElement {
  return (
    <div className={classes.text}>
      {parseMessage(text).map((block, index) => (
        <BlockView key={index} block={block} onOpenLink={onOpenLink} />
      ))}
    </div>
  );
}

function BlockView({ block, onOpenLink }: { readonly block: Block; readonly onOpenLink: (href: string) => void }): ReactElement {
  const inline = (line: Line): ReactNode => line.children.map((node, index) => <InlineView key={index} node={node} onOpenLink={onOpenLink} />);
  const lines = block.lines.map((line, index) => (
    <Fragment key={index}>
      {index > 0 && '\n'}
      {inline(line)}
    </Fragment>
  ));
  switch (block.kind) {
    case 'paragraph':
      return <p dir="auto">{lines}</p>;
    case 'quote':
      return <blockquote dir="auto">{lines}</blockquote>;
    case 'bullets':
      return <ul dir="auto">{block.lines.map((line, index) => <li key={index}>{inline(line)}</li>)}</ul>;
    case 'numbers':
      return (
        <ol dir="auto">
          {block.lines.map((line, index) => (
            // The sender's own numbers: "3." stays 3.
            <li key={index} value={Number.parseInt(line.marker, 10)}>
              {inline(line)}
            </li>
          ))}
        </ol>
      );
    default:
      return assertNever(block.kind);
  }
}

function InlineView({ node, onOpenLink }: { readonly node: Inline; readonly onOpenLink: (href: string) => void }): ReactElement {
  switch (node.kind) {
    case 'text':
      return <>{node.text}</>;
    case 'mono':
      return <code className={`code ${classes.mono}`}>{node.text}</code>;
    case 'link': {
      const open = (event: MouseEvent<HTMLAnchorElement>): void => {
        event.preventDefault();
        onOpenLink(node.href);
      };
      return (
        <>
          {/* Middle click and Ctrl+click would open the address inside this window. */}
          <a href={node.href} title={node.href} rel="noreferrer noopener" onClick={open} onAuxClick={open}>
            <bdi>{node.text}</bdi>
          </a>
          {node.disguised && <bdi className={classes.host}> ({node.host})</bdi>}
        </>
      );
    }
    default: {
      const children = node.children.map((child, index) => <InlineView key={index} node={child} onOpenLink={onOpenLink} />);
      if (node.kind === 'bold') return <strong>{children}</strong>;
      return node.kind === 'italic' ? <em>{children}</em> : <s>{children}</s>;
    }
  }
}
