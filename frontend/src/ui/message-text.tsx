/** Draws the tree of lib/message-format.ts as elements. */
import { Fragment, type ReactElement, type ReactNode } from 'react';
import { assertNever } from '@/lib/assert-never';
import { type Block, type Inline, type Line, parseMessage } from '@/lib/message-format';
import { Marked } from './marked';
import classes from './message-text.module.css';
import { type LinkActions, OutsideLink } from './outside-link';

/** A message's text and what its links do; without that they are shown as text. */
export interface MessageTextProps {
  readonly text: string;
  readonly links?: LinkActions;
}

/** A message with its bold, italic, strike, mono, lists, quotes and links; each block finds its own direction. */
export function MessageText({ text, links }: MessageTextProps): ReactElement {
  return (
    <div className={classes.text}>
      {parseMessage(text).map((block, index) => (
        <BlockView key={index} block={block} links={links} />
      ))}
    </div>
  );
}

function BlockView({ block, links }: { readonly block: Block; readonly links: LinkActions | undefined }): ReactElement {
  const inline = (line: Line): ReactNode => line.children.map((node, index) => <InlineView key={index} node={node} links={links} />);
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

function InlineView({ node, links }: { readonly node: Inline; readonly links: LinkActions | undefined }): ReactElement {
  switch (node.kind) {
    case 'text':
      return <Marked text={node.text} />;
    case 'mono':
      return <code className={`code ${classes.mono}`}><Marked text={node.text} /></code>;
    case 'link':
      if (links === undefined) return <bdi>{node.text}</bdi>;
      return (
        <>
          <OutsideLink link={node} actions={links} />
          {node.disguised && (
            <bdi className={classes.host}>
              {' '}
              ({node.name === node.host ? node.host : `${node.name}, ${node.host}`})
            </bdi>
          )}
        </>
      );
    default: {
      const children = node.children.map((child, index) => <InlineView key={index} node={child} links={links} />);
      if (node.kind === 'bold') return <strong>{children}</strong>;
      return node.kind === 'italic' ? <em>{children}</em> : <s>{children}</s>;
    }
  }
}
