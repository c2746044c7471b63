package screen

import (
	"reflect"
	"testing"
)

func TestUnwrapped(t *testing.T) {
	const text = `MIT License
===========

Copyright (c) 2020 A
Copyright (c) 2021 B

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software.
   * Redistributions of source code must retain the above copyright notice here
   2. and something else
`
	want := []string{
		"MIT License", "Copyright (c) 2020 A", "Copyright (c) 2021 B",
		"Permission is hereby granted, free of charge, to any person obtaining a copy of this software.",
		"* Redistributions of source code must retain the above copyright notice here", "2. and something else",
	}
	if got := unwrapped(text); !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}

func TestShortVersion(t *testing.T) {
	for v, want := range map[string]string{"v1.2.3": "v1.2.3", "v0.0.0-20260331235117-4566fea9a276": "", "v1.2.4-0.20260331235117-4566fea9a276": "v1.2.4", "": ""} {
		if got := shortVersion(v); got != want {
			t.Errorf("%q: %q", v, got)
		}
	}
}
