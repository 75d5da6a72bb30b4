#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# vietnamese.sh - every text that a person may read has its row in formats/base/vietnamese.c, and every row is of use.
#
# Texts are: the format in FAIL, ENSURE and in every call of a function of ours that is declared with a format or
# format_arg attribute (err_set, finding_add, say, ...); and, in a file that hands something else than a literal to such a
# function, the literals with a blank in its constant tables (help texts, rows of a table).
set -euo pipefail

git ls-files --cached --others --exclude-standard '*.c' '*.h' | grep -v '^tests/' | exec perl -e '
use strict;
use warnings;

my (%text, %where, %format, %loose);

sub slurp { open my $f, "<", $_[0] or return ""; local $/; my $t = <$f>; return $t }

# Comments out; literals stay.
sub without_comments {
    my ($t) = @_;
    $t =~ s{("(?:[^"\\\n]|\\.)*"|\x27(?:[^\x27\\\n]|\\.)*\x27)|/\*.*?\*/|//[^\n]*}{defined $1 ? $1 : " "}gse;
    return $t;
}

# The arguments of the call whose "(" is at $at.
sub arguments {
    my ($t, $at) = @_;
    my ($depth, @arg) = (0, "");
    pos($t) = $at;
    while ($t =~ /\G("(?:[^"\\\n]|\\.)*"|\x27(?:[^\x27\\\n]|\\.)*\x27|.)/gs) {
        my $c = $1;
        if ($c =~ /^[(\[{]$/) { next unless $depth++; }
        if ($c =~ /^[)\]}]$/) { last unless --$depth; }
        if ($c eq "," && $depth == 1) { push @arg, ""; next; }
        $arg[-1] .= $c;
    }
    return @arg;
}

# Runs of adjacent literals (and macros like PRIu64 among them), joined.
sub literals {
    my ($t) = @_;
    my @out;
    while ($t =~ /("(?:[^"\\\n]|\\.)*"(?:\s*(?:PRI\w+\s*)?"(?:[^"\\\n]|\\.)*")*)/g) {
        my ($run, $joined) = ($1, "");
        while ($run =~ /"((?:[^"\\\n]|\\.)*)"|(PRI\w+)/g) { $joined .= defined $2 ? "<$2>" : $1 }
        push @out, $joined;
    }
    return @out;
}

chomp(my @files = <STDIN>);
for my $file (@files) { $text{$file} = without_comments(slurp($file)); }

# Which argument is the text (from 1), by the attributes; macros by hand. What bytes.h formats is output, not text.
%format = (FAIL => 2, ENSURE => 3, STOP => 3, SAY => 4, usage_error => 2, vietnamese => 1, finding_add_about => 4,
    certificate_status_at => 7);    # who: see below
for my $t (map { $text{$_} } grep { !m{^formats/base/bytes\.} } @files) {
    while ($t =~ /(\w+)\s*\(([^;{}]*?)\)\s*__attribute__\s*\(\(\s*format(_arg)?\s*\((?:\s*printf\s*,)?\s*(\d+)/gs) {
        $format{$1} = $4;
    }
}

sub note {
    my ($file, $literal) = @_;
    $where{$literal} //= $file if $literal =~ /[A-Za-z]{2}/;
}

for my $file (grep { $_ ne "formats/base/vietnamese.c" } @files) {
    my $t = $text{$file};
    while ($t =~ /\b(\w+)\s*\(/g) {
        my ($name, $at) = ($1, pos($t) - 1);
        next unless exists $format{$name};
        my $before = substr($t, 0, $at);
        next if $before =~ /#define[^\n]*(\\\n[^\n]*)*$/ && $name !~ /^(ENSURE|FAIL|STOP)$/;
        next if $before =~ /(?:\b(?:void|char|status|int)\s*\**\s*)\w+\s*$/;    # a declaration
        my $argument = (arguments($t, $at))[$format{$name} - 1] // "";
        my @found = literals($argument);
        note($file, $_) for @found;
        $loose{$file} = 1 unless @found || $argument =~ /^\s*__VA_ARGS__|^\s*format\s*$/;
    }
    while ($t =~ /\bconst char \*who = (.*?);/gs) { note($file, $_) for literals($1); }
    $loose{$file} = 1 if $t =~ /\bcommand_help\s*\(/;
    next unless $loose{$file};
    while ($t =~ /^\s*static\s+const\b.*?=\s*(\{.*?\n?\})\s*;/gms) {
        note($file, $_) for grep { / / } literals($1);
    }
}

my %row;
my ($table) = $text{"formats/base/vietnamese.c"} =~ /rows\[\]\s*=\s*\{(.*?)\n\};/s;
while ($table =~ /\{\s*("(?:.*?))\}\s*,?\s*(?=\{|\z)/gs) {
    my @pair = literals($1);
    print "a row that is no pair: $1\n" if @pair != 2;
    $row{$pair[0]} = $pair[1];
}

my $bad = 0;
for my $english (sort { $where{$a} cmp $where{$b} || $a cmp $b } keys %where) {
    next if exists $row{$english};
    print "no row: $where{$english}: \"$english\"\n";
    $bad++;
}
for my $english (sort keys %row) {
    next if exists $where{$english};
    print "nobody says: \"$english\"\n";
    $bad++;
}
print $bad ? "not ok - every text has its Vietnamese form ($bad)\n" : "ok - every text has its Vietnamese form\n";
exit($bad > 0);
'
