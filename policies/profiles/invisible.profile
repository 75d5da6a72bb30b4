# Nothing is seen. No check but those that every signature has.
rule = "official";
picture = false;
place = "invisible";
level = "B-T";
