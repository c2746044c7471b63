package hibp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// ReadBreaches reads breaches as HIBP's API gives them: the array of
// /breaches, or the one object of /breach/{name}. Copies from before HIBP had
// all of today's fields are read too; the newer fields are then empty or
// false. The answers that HIBP shortens to names lack what matters, and are
// refused.
//
// Fields that it does not know are passed over, because the API grows. All
// else is strict: the capitals of the fields, their types, dates and lengths;
// no name may stand twice. Errors about an entry are [*BreachError]. After an
// error there are no breaches.
func ReadBreaches(r io.Reader) ([]Breach, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil {
		return nil, fmt.Errorf("reading breaches: %w", err)
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	switch {
	case len(data) > maxInput:
		return nil, fmt.Errorf("reading breaches: more than %d MiB", maxInput>>20)
	case len(bytes.TrimSpace(data)) == 0:
		return nil, errors.New("reading breaches: there is nothing to read")
	case !utf8.Valid(data):
		return nil, errors.New("reading breaches: not UTF-8")
	}
	if err := checkJSON(data); err != nil {
		return nil, fmt.Errorf("reading breaches: %w", err)
	}
	breaches, err := readEntries(data)
	if err == nil {
		err = checkNames(breaches)
	}
	if err != nil {
		return nil, fmt.Errorf("reading breaches: %w", err)
	}
	return breaches, nil
}

// checkJSON reports the line on which data ceases to be JSON.
func checkJSON(data []byte) error {
	var whole json.RawMessage
	err := json.Unmarshal(data, &whole)
	if e, ok := errors.AsType[*json.SyntaxError](err); ok {
		before := data[:min(max(e.Offset-1, 0), int64(len(data)))]
		return fmt.Errorf("line %d: not JSON: %w", 1+bytes.Count(before, []byte("\n")), err)
	}
	return err
}

// readEntries reads the array or the object that data is known to be.
func readEntries(data []byte) ([]Breach, error) {
	switch kind := kindOf(data); kind {
	case jsonObject:
		b, err := readBreach(1, data)
		return []Breach{b}, err
	case jsonList:
	default:
		return nil, fmt.Errorf("%s where a list of breaches or one breach belongs", kind)
	}
	breaches := []Breach{}
	err := eachOf(data, func(i int, raw json.RawMessage) error {
		b, err := readBreach(i+1, raw)
		breaches = append(breaches, b)
		return err
	})
	return breaches, err
}

// eachOf calls each with the elements of an array, one after the other, so
// that no more than the input has to be kept of one that is made to be large.
func eachOf(array json.RawMessage, each func(i int, element json.RawMessage) error) error {
	dec := json.NewDecoder(bytes.NewReader(array))
	if _, err := dec.Token(); err != nil {
		return err
	}
	for i := 0; dec.More(); i++ {
		var element json.RawMessage
		if err := dec.Decode(&element); err != nil {
			return err
		}
		if err := each(i, element); err != nil {
			return err
		}
	}
	return nil
}

// readBreach reads one entry, which is known to be JSON.
func readBreach(entry int, raw json.RawMessage) (Breach, error) {
	if kind := kindOf(raw); kind != jsonObject {
		return Breach{}, &BreachError{Entry: entry, Err: fmt.Errorf("%s where a breach belongs", kind)}
	}
	fields, twice, err := fieldsOf(raw)
	if err != nil {
		return Breach{}, &BreachError{Entry: entry, Err: err}
	}
	in := fieldReader{entry: entry, fields: fields}
	var b Breach
	b.Name = in.text("Name", needed) // first, so that every later error can say it
	in.name = b.Name
	if twice != "" {
		in.fail(twice, ErrTwice)
	}
	b.Title = in.text("Title", needed)
	b.Domain = in.text("Domain", optional)
	b.BreachDate = in.date("BreachDate")
	b.AddedDate = in.instant("AddedDate")
	b.ModifiedDate = in.instant("ModifiedDate")
	b.PwnCount = in.count("PwnCount")
	b.Description = HTML(in.text("Description", optional))
	b.LogoPath = in.text("LogoPath", optional)
	b.Attribution = HTML(in.text("Attribution", optional))
	b.DisclosureURL = in.text("DisclosureUrl", optional)
	b.DataClasses = in.texts("DataClasses")
	b.IsVerified = in.flag("IsVerified", needed)
	b.IsFabricated = in.flag("IsFabricated", needed)
	b.IsSensitive = in.flag("IsSensitive", needed)
	b.IsRetired = in.flag("IsRetired", needed)
	b.IsSpamList = in.flag("IsSpamList", needed)
	b.IsMalware = in.flag("IsMalware", optional)
	b.IsSubscriptionFree = in.flag("IsSubscriptionFree", optional)
	b.IsStealerLog = in.flag("IsStealerLog", optional)
	if in.err != nil {
		return Breach{}, in.err
	}
	err = b.Validate()
	if e, ok := errors.AsType[*BreachError](err); ok {
		e.Entry = entry
	}
	return b, err
}

// fieldsOf cuts an object into the fields that a breach has. Not with a
// struct: that would take "name" for "Name", and of a field that stands twice
// the last. twice is such a field, or empty.
func fieldsOf(raw json.RawMessage) (fields map[string]json.RawMessage, twice string, err error) {
	fields = make(map[string]json.RawMessage)
	dec := json.NewDecoder(bytes.NewReader(raw))
	if _, err := dec.Token(); err != nil {
		return nil, "", err
	}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, "", err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, "", err
		}
		name, ok := token.(string)
		if !ok || !isField(name) {
			continue
		}
		if _, ok := fields[name]; ok {
			twice = name
		}
		fields[name] = value
	}
	return fields, twice, nil
}
