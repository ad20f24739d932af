// SPDX-License-Identifier: Apache-2.0
import ts from 'typescript';

export const OPERATORS = [
  'condition negated',
  'boundary moved by one',
  'statement removed',
  'constant changed',
  'branches swapped',
] as const;

export type Operator = (typeof OPERATORS)[number];

/** Where a source file can be changed by one operator, and how. */
export interface Place {
  readonly file: string;
  readonly operator: Operator;
  /** The function, member or variable around it, such as `RingBuffer.drain`. */
  readonly within: string;
  /** From 1; not part of what identifies the place. */
  readonly lineNumber: number;
  readonly start: number;
  readonly end: number;
  /** In place of the text from `start` to `end`. */
  readonly replacement: string;
  /** Both texts on one line each, cut at 80 characters. */
  readonly change: string;
  /** The lines that change, as one line each: as they are, and as they become. */
  readonly before: string;
  readonly after: string;
  /** Places of the file before this one that look the same. */
  readonly ordinal: number;
}

interface Change {
  readonly operator: Operator;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

/** All places of a TypeScript file, in their order. Types, imports and texts for people are none. */
export function findPlaces(file: string, text: string): Place[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const places: Place[] = [];
  const alike = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (isForTypes(node)) return;
    for (const change of changesOf(node)) {
      const within = nameAround(node);
      const shown = `${cut(text.slice(change.start, change.end))} -> ${cut(change.replacement)}`;
      const looks = `${change.operator}\n${within}\n${shown}`;
      const ordinal = alike.get(looks) ?? 0;
      alike.set(looks, ordinal + 1);
      const lineNumber = source.getLineAndCharacterOfPosition(change.start).line + 1;
      places.push({ file, within, lineNumber, ...change, change: shown, ...linesOf(text, change), ordinal });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return places;
}

/** The file's text with this place changed. */
export function mutate(text: string, { start, end, replacement }: Place): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

function isForTypes(node: ts.Node): boolean {
  return (
    ts.isTypeNode(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  );
}

function changesOf(node: ts.Node): Change[] {
  const texts: [Operator, string | undefined][] = [
    ['condition negated', negated(node)],
    ['boundary moved by one', boundaryMoved(node)],
    ['statement removed', removed(node)],
    ['constant changed', constantChanged(node)],
    ['branches swapped', swapped(node)],
  ];
  const changes = texts.flatMap(([operator, replacement]): Change[] =>
    replacement === undefined ? [] : [{ operator, start: node.getStart(), end: node.getEnd(), replacement }],
  );
  return ts.isCaseBlock(node) ? casesSwapped(node) : changes;
}

const COMPARISONS = new Map([
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.LessThanToken, '>='],
  [ts.SyntaxKind.LessThanEqualsToken, '>'],
  [ts.SyntaxKind.GreaterThanToken, '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '<'],
]);

function negated(node: ts.Node): string | undefined {
  if (!ts.isExpression(node) || ts.isParenthesizedExpression(node) || isLogical(node)) return undefined;
  const isComparison = ts.isBinaryExpression(node) && COMPARISONS.has(node.operatorToken.kind);
  const isNegation = isNot(node);
  if (isNot(node.parent) || hasElse(node)) return undefined;
  if (!isComparison && !isNegation && !isCondition(node)) return undefined;
  if (isNegation) return node.operand.getText();
  if (!isComparison) return `!(${node.getText()})`;
  return `${node.left.getText()} ${COMPARISONS.get(node.operatorToken.kind)} ${node.right.getText()}`;
}

/** Whether only the truth of the expression counts. */
function isCondition(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) {
    return parent.expression === node;
  }
  if (ts.isForStatement(parent) || ts.isConditionalExpression(parent)) return parent.condition === node;
  return (ts.isParenthesizedExpression(parent) || isLogical(parent) || isNot(parent)) && isCondition(parent);
}

/** Whether to negate it would be to swap branches. */
function hasElse(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isParenthesizedExpression(parent)) return hasElse(parent);
  if (ts.isConditionalExpression(parent)) return parent.condition === node;
  return ts.isIfStatement(parent) && parent.expression === node && parent.elseStatement !== undefined;
}

const MOVED = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
]);
const CUTS = ['slice', 'subarray', 'splice'];

function boundaryMoved(node: ts.Node): string | undefined {
  if (ts.isBinaryExpression(node)) {
    const moved = MOVED.get(node.operatorToken.kind);
    return moved === undefined ? undefined : `${node.left.getText()} ${moved} ${node.right.getText()}`;
  }
  const { parent } = node;
  if (!parent || !ts.isCallExpression(parent) || !ts.isPropertyAccessExpression(parent.expression)) return undefined;
  if (!CUTS.includes(parent.expression.name.text) || parent.expression === node || isLiteral(node)) return undefined;
  return ts.isSpreadElement(node) ? undefined : `(${node.getText()}) + 1`;
}

function removed(node: ts.Node): string | undefined {
  if (ts.isExpressionStatement(node)) {
    const isSuper =
      ts.isCallExpression(node.expression) && node.expression.expression.kind === ts.SyntaxKind.SuperKeyword;
    return isSuper ? undefined : '{}';
  }
  if (ts.isThrowStatement(node) || ts.isBreakStatement(node) || ts.isContinueStatement(node)) return '{}';
  return ts.isIfStatement(node) && node.elseStatement === undefined ? '{}' : undefined;
}

function isLiteral(node: ts.Node): boolean {
  return ts.isNumericLiteral(node) || ts.isBigIntLiteral(node);
}

function constantChanged(node: ts.Node): string | undefined {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return 'false';
  if (node.kind === ts.SyntaxKind.FalseKeyword) return 'true';
  if (ts.isNumericLiteral(node)) return String(Number(node.text) + 1);
  if (ts.isBigIntLiteral(node)) return `${BigInt(node.text.slice(0, -1)) + 1n}n`;
  if (!ts.isStringLiteralLike(node) || isForPeople(node)) return undefined;
  return node.text === '' ? "'~'" : "''";
}

/** Properties and functions that hold or take words for people. */
const WORDED = new Set(['doc', 'allowed', 'reason']);
const NAMES_A_CALL = /^check(Negative|MinusOne|Null)$/;

function isForPeople(node: ts.StringLiteralLike): boolean {
  if (/\s/.test(node.text.trim())) return true;
  const { parent } = node;
  if (ts.isNewExpression(parent)) return /(Error|Value)$/.test(parent.expression.getText());
  if (ts.isCallExpression(parent)) return NAMES_A_CALL.test(parent.expression.getText());
  return ts.isPropertyAssignment(parent) && parent.initializer === node && WORDED.has(parent.name.getText());
}

function swapped(node: ts.Node): string | undefined {
  if (ts.isIfStatement(node) && node.elseStatement !== undefined) {
    const [condition, then, other] = [node.expression, node.thenStatement, node.elseStatement];
    return `if (${condition.getText()}) { ${other.getText()} } else { ${then.getText()} }`;
  }
  if (ts.isConditionalExpression(node)) {
    return `${node.condition.getText()} ? ${node.whenFalse.getText()} : ${node.whenTrue.getText()}`;
  }
  if (!ts.isBinaryExpression(node)) return undefined;
  const [left, right] = [node.left.getText(), node.right.getText()];
  // `a && b` is `a ? b : a`.
  if (node.operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return `((${left}) || (${right}))`;
  if (node.operatorToken.kind === ts.SyntaxKind.BarBarToken) return `((${left}) && (${right}))`;
  if (node.operatorToken.kind !== ts.SyntaxKind.QuestionQuestionToken || /\bawait\b/.test(right)) return undefined;
  return `((value) => (value === undefined || value === null ? value : (${right})))(${left})`;
}

/** Of each two neighbours, what they do. */
function casesSwapped({ clauses }: ts.CaseBlock): Change[] {
  return clauses.slice(1).flatMap((clause, index): Change[] => {
    const before = clauses[index];
    if (!before || before.statements.length === 0 || clause.statements.length === 0) return [];
    const replacement = `${labelOf(before)} ${textOf(clause)} ${labelOf(clause)} ${textOf(before)}`;
    return [{ operator: 'branches swapped', start: before.getStart(), end: clause.getEnd(), replacement }];
  });
}

const labelOf = (clause: ts.CaseOrDefaultClause): string =>
  ts.isCaseClause(clause) ? `case ${clause.expression.getText()}:` : 'default:';

const textOf = ({ statements }: ts.CaseOrDefaultClause): string =>
  statements.map((statement) => statement.getText()).join(' ');

function isLogical(node: ts.Node): node is ts.BinaryExpression {
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  return kind === ts.SyntaxKind.AmpersandAmpersandToken || kind === ts.SyntaxKind.BarBarToken;
}

function isNot(node: ts.Node): node is ts.PrefixUnaryExpression {
  return ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken;
}

function nameAround(node: ts.Node): string {
  const names: string[] = [];
  for (let around = node.parent; around; around = around.parent) {
    if (ts.isConstructorDeclaration(around)) names.unshift('constructor');
    else if (isNamed(around)) names.unshift(around.name.getText());
  }
  return names.slice(0, 2).join('.');
}

function isNamed(node: ts.Node): node is ts.Node & { name: ts.Node } {
  if (ts.isVariableDeclaration(node)) return ts.isIdentifier(node.name) && isOutside(node);
  return (
    (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isClassElement(node)) &&
    node.name !== undefined
  );
}

/** Whether a variable belongs to the file and not to a function. */
const isOutside = (variable: ts.VariableDeclaration): boolean => ts.isSourceFile(variable.parent.parent.parent);

function linesOf(text: string, { start, end, replacement }: Change): Pick<Place, 'before' | 'after'> {
  const lineStart = text.lastIndexOf('\n', start) + 1;
  const lineEnd = text.indexOf('\n', end);
  const [head, tail] = [text.slice(lineStart, start), text.slice(end, lineEnd < 0 ? text.length : lineEnd)];
  return {
    before: onOneLine(head + text.slice(start, end) + tail),
    after: onOneLine(head + replacement + tail),
  };
}

const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function cut(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
