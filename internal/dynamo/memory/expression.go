package memory

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type item = map[string]types.AttributeValue

// scope has the values with which an expression is evaluated: an item, nil if there is none, and the names and values.
type scope struct {
	item   item
	names  map[string]string
	values item
}

// condition is a parsed condition.
type condition func(scope) bool

// operand is a parsed attribute or value; nil if there is no such attribute.
type operand func(scope) types.AttributeValue

var parsed sync.Map // conditions by their text; there are few, which are used often

// holds reports whether the condition is met; an empty one always is. It returns an error if it cannot be parsed.
func holds(text *string, s scope) (bool, error) {
	if text == nil {
		return true, nil
	}
	known, _ := parsed.Load(*text)
	if c, is := known.(condition); is {
		return c(s), nil
	}
	p := parser{tokens: tokens(*text)}
	c, err := p.either()
	if err == nil && len(p.tokens) > 0 {
		err = fmt.Errorf("%q is left over", p.tokens)
	}
	if err != nil {
		return false, invalid("condition %q: %v", *text, err)
	}
	parsed.Store(*text, c)
	return c(s), nil
}

var taken sync.Map // tokens by their text

// tokens splits a text into names, values, words and signs. The result is shared and must not be changed.
func tokens(text string) []string {
	known, _ := taken.Load(text)
	if all, is := known.([]string); is {
		return all
	}
	var all []string
	for rest := strings.TrimSpace(text); rest != ""; rest = strings.TrimSpace(rest) {
		end := strings.IndexAny(rest, " \t\n(),=<>")
		switch {
		case end < 0:
			end = len(rest)
		case end == 0 && len(rest) > 1 && (rest[:2] == "<=" || rest[:2] == ">=" || rest[:2] == "<>"):
			end = 2
		case end == 0:
			end = 1
		}
		all, rest = append(all, rest[:end]), rest[end:]
	}
	taken.Store(text, all)
	return all
}

type parser struct{ tokens []string }

func (p *parser) next() string {
	if len(p.tokens) == 0 {
		return ""
	}
	token := p.tokens[0]
	p.tokens = p.tokens[1:]
	return token
}

// took consumes the next token if it is that one, and reports whether it was.
func (p *parser) took(token string) bool {
	if len(p.tokens) == 0 || !strings.EqualFold(p.tokens[0], token) {
		return false
	}
	p.tokens = p.tokens[1:]
	return true
}

func (p *parser) need(token string) error {
	if !p.took(token) {
		return fmt.Errorf("%q is missing before %q", token, p.tokens)
	}
	return nil
}

func (p *parser) either() (condition, error) {
	return p.joined("OR", p.both, func(a, b condition) condition { return func(s scope) bool { return a(s) || b(s) } })
}

func (p *parser) both() (condition, error) {
	return p.joined("AND", p.one, func(a, b condition) condition { return func(s scope) bool { return a(s) && b(s) } })
}

func (p *parser) joined(word string, part func() (condition, error), join func(a, b condition) condition) (condition, error) {
	all, err := part()
	for err == nil && p.took(word) {
		var more condition
		if more, err = part(); err == nil {
			all = join(all, more)
		}
	}
	return all, err
}

// functions has the functions that package dynamo uses in expressions.
var functions = map[string]func(args []types.AttributeValue) bool{
	"attribute_exists":     func(args []types.AttributeValue) bool { return args[0] != nil },
	"attribute_not_exists": func(args []types.AttributeValue) bool { return args[0] == nil },
	"begins_with": func(args []types.AttributeValue) bool {
		text, isText := args[0].(*types.AttributeValueMemberS)
		prefix, isPrefix := args[1].(*types.AttributeValueMemberS)
		return isText && isPrefix && strings.HasPrefix(text.Value, prefix.Value)
	},
	"contains": func(args []types.AttributeValue) bool {
		list, is := args[0].(*types.AttributeValueMemberL)
		return is && slices.ContainsFunc(list.Value, func(v types.AttributeValue) bool { return equal(v, args[1]) })
	},
}

var arguments = map[string]int{"attribute_exists": 1, "attribute_not_exists": 1, "begins_with": 2, "contains": 2}

func (p *parser) one() (condition, error) {
	if p.took("(") {
		inner, err := p.either()
		if err == nil {
			err = p.need(")")
		}
		return inner, err
	}
	if len(p.tokens) > 0 && functions[p.tokens[0]] != nil {
		return p.call(p.next())
	}
	left, err := p.operand()
	if err != nil {
		return nil, err
	}
	sign := p.next()
	if strings.EqualFold(sign, "BETWEEN") {
		from, err := p.operand()
		if err == nil {
			err = p.need("AND")
		}
		if err != nil {
			return nil, err
		}
		to, err := p.operand()
		return func(s scope) bool {
			return compares(">=", left(s), from(s)) && compares("<=", left(s), to(s))
		}, err
	}
	if !slices.Contains([]string{"=", "<>", "<", "<=", ">", ">="}, sign) {
		return nil, fmt.Errorf("%q compares nothing", sign)
	}
	right, err := p.operand()
	return func(s scope) bool { return compares(sign, left(s), right(s)) }, err
}

func (p *parser) call(name string) (condition, error) {
	err := p.need("(")
	var args []operand
	for n := 0; err == nil && n < arguments[name]; n++ {
		if n > 0 {
			err = p.need(",")
		}
		var arg operand
		if err == nil {
			arg, err = p.operand()
		}
		args = append(args, arg)
	}
	if err == nil {
		err = p.need(")")
	}
	return func(s scope) bool {
		values := make([]types.AttributeValue, len(args))
		for n, arg := range args {
			values[n] = arg(s)
		}
		return functions[name](values)
	}, err
}

// operand parses a name or a value. Package dynamo writes them as #name and :value.
func (p *parser) operand() (operand, error) {
	token := p.next()
	switch {
	case strings.HasPrefix(token, "#"):
		return func(s scope) types.AttributeValue {
			if v, there := s.item[s.names[token]]; there {
				return v
			}
			return nil
		}, nil
	case strings.HasPrefix(token, ":"):
		return func(s scope) types.AttributeValue { return s.values[token] }, nil
	default:
		return nil, fmt.Errorf("%q is neither #name nor :value", token)
	}
}

// compares returns false, as DynamoDB does, if an operand is missing or the types differ; for <> it returns true.
func compares(sign string, a, b types.AttributeValue) bool {
	order, alike := compare(a, b)
	switch sign {
	case "=":
		return alike && order == 0
	case "<>":
		return !alike || order != 0
	case "<":
		return alike && order < 0
	case "<=":
		return alike && order <= 0
	case ">":
		return alike && order > 0
	default:
		return alike && order >= 0
	}
}

func equal(a, b types.AttributeValue) bool { return compares("=", a, b) }

func compare(a, b types.AttributeValue) (order int, alike bool) {
	switch a := a.(type) {
	case *types.AttributeValueMemberS:
		if b, is := b.(*types.AttributeValueMemberS); is {
			return cmp.Compare(a.Value, b.Value), true
		}
	case *types.AttributeValueMemberN:
		if b, is := b.(*types.AttributeValueMemberN); is {
			return compareNumbers(a.Value, b.Value), true
		}
	case *types.AttributeValueMemberB:
		if b, is := b.(*types.AttributeValueMemberB); is {
			return bytes.Compare(a.Value, b.Value), true
		}
	case *types.AttributeValueMemberL:
		b, is := b.(*types.AttributeValueMemberL)
		if is && slices.EqualFunc(a.Value, b.Value, equal) {
			return 0, true
		}
	}
	return 0, false
}

func compareNumbers(a, b string) int {
	m, errM := strconv.ParseInt(a, 10, 64)
	n, errN := strconv.ParseInt(b, 10, 64)
	if errM == nil && errN == nil { // usually
		return cmp.Compare(m, n)
	}
	x, xIs := new(big.Rat).SetString(a)
	y, yIs := new(big.Rat).SetString(b)
	if !xIs || !yIs {
		return cmp.Compare(a, b)
	}
	return x.Cmp(y)
}

// updated returns a copy of the item after the update expression, which sets attributes and removes others.
func updated(text string, s scope) (item, error) {
	next := maps.Clone(s.item)
	if next == nil {
		next = item{}
	}
	clause := ""
	for p := (parser{tokens: tokens(text)}); len(p.tokens) > 0; p.took(",") {
		if word := p.tokens[0]; word == "SET" || word == "REMOVE" {
			clause = p.next()
		}
		name, known := s.names[p.next()]
		if !known {
			return nil, invalid("update %q: no such name", text)
		}
		switch clause {
		case "REMOVE":
			delete(next, name)
		case "SET":
			if err := p.need("="); err != nil {
				return nil, invalid("update %q: %v", text, err)
			}
			v, known := s.values[p.next()]
			if !known {
				return nil, invalid("update %q: no such value", text)
			}
			next[name] = v
		default:
			return nil, invalid("update %q: neither SET nor REMOVE", text)
		}
	}
	return next, nil
}
