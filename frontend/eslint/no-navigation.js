/**
 * Nothing in the page may lead the window elsewhere: no address in an element, no call that goes somewhere, no HTML made
 * of strings. The page's own places are reached by wouter's Link with an address from lib/paths.
 */

const elements = new Set(['iframe', 'frame', 'object', 'embed', 'base', 'meta', 'area', 'portal', 'applet', 'link']);
const attributes = new Set(['href', 'xlinkHref', 'action', 'formAction', 'srcDoc', 'ping', 'dangerouslySetInnerHTML', 'target', 'download']);
const markup = new Set(['innerHTML', 'outerHTML', 'srcdoc']);
const calls = new Set(['insertAdjacentHTML', 'createContextualFragment', 'BrowserOpenURL', 'WindowExecJS', 'pushState', 'replaceState']);
const goes = new Set(['assign', 'replace']);
const globals = new Set(['window', 'self', 'top', 'parent', 'globalThis', 'document']);

const isString = (node) => node?.type === 'Literal' && typeof node.value === 'string';

/** The literal name that a property is reached by. */
function property(node) {
  if (node?.type !== 'MemberExpression') return undefined;
  return node.computed ? (isString(node.property) ? node.property.value : undefined) : node.property.name;
}

function isLocation(node) {
  if (node?.type === 'Identifier') return node.name === 'location';
  return property(node) === 'location' && node.object.type === 'Identifier' && globals.has(node.object.name);
}

/** An address of the page's own: behind #, or put together by lib/paths. */
function isOwn(value, element) {
  if (isString(value)) return value.value.startsWith('#') && element === 'a';
  if (element !== 'Link' || value?.type !== 'JSXExpressionContainer') return false;
  const given = value.expression;
  if (given.type === 'CallExpression') return given.callee.type === 'Identifier' && /^\w+Path$/.test(given.callee.name);
  return given.type === 'MemberExpression' && given.object.type === 'Identifier' && given.object.name === 'paths';
}

/** A frame that runs nothing and leads nowhere, for a document that is in the page already: sandbox="" and inert, no address. */
function isSealed(name, node) {
  const given = new Map(node.attributes.map((each) => [each.type === 'JSXAttribute' ? each.name.name : '', each.value]));
  return name === 'iframe' && given.has('srcDoc') && isString(given.get('sandbox')) && given.get('sandbox').value === '' && given.get('inert') === null && !given.has('src') && !given.has('');
}

const rule = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const refuse = (node, what) => context.report({ node, message: `${what} could lead the window elsewhere; see eslint/no-navigation.js` });
    return {
      JSXOpeningElement(node) {
        const name = node.name.type === 'JSXIdentifier' ? node.name.name : '';
        if (isSealed(name, node)) return;
        if (elements.has(name)) refuse(node, `<${name}>`);
        for (const each of node.attributes) {
          if (each.type !== 'JSXAttribute') {
            if (name === 'a') refuse(each, 'a spread into <a>');
            continue;
          }
          const attribute = each.name.name;
          if (attribute === 'component' && isString(each.value) && each.value.value === 'a') refuse(each, 'component="a"');
          // A component of ours may call a prop so; an element takes it for an address.
          if (attribute === 'action' && name !== name.toLowerCase()) continue;
          if (attributes.has(attribute) && !(attribute === 'href' && isOwn(each.value, name))) refuse(each, attribute);
        }
      },
      AssignmentExpression({ left }) {
        if (isLocation(left)) refuse(left, 'setting location');
        if (left.type !== 'MemberExpression') return;
        if (isLocation(left.object)) refuse(left, 'setting location');
        if (markup.has(property(left))) refuse(left, property(left));
        if (property(left) === 'href' || property(left) === 'action') refuse(left, `setting ${property(left)}`);
      },
      CallExpression(node) {
        const { callee } = node;
        const name = property(callee) ?? (callee.type === 'Identifier' ? callee.name : undefined);
        if (calls.has(name)) refuse(node, name);
        if (name === 'open' && callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && globals.has(callee.object.name)) refuse(node, 'open()');
        if (goes.has(name) && isLocation(callee.object)) refuse(node, `location.${name}()`);
        if (name === 'navigate' && property(callee) !== undefined && callee.object.type === 'Identifier' && callee.object.name === 'navigation') refuse(node, 'navigation.navigate()');
        if ((name === 'write' || name === 'writeln') && callee.object?.type === 'Identifier' && callee.object.name === 'document') refuse(node, 'document.write()');
        const [first] = node.arguments;
        if (name === 'createElement' && isString(first) && (first.value === 'a' || first.value === 'form' || elements.has(first.value))) refuse(node, `createElement('${first.value}')`);
        if (name === 'setAttribute' && isString(first) && (attributes.has(first.value) || first.value === 'srcdoc' || first.value === 'formaction')) refuse(node, `setAttribute('${first.value}')`);
      },
    };
  },
};

export { rule as noNavigation };
