# The signature of the authorised person (Decree 30/2020/NĐ-CP, annex I, II.7.d): its picture, centred between the line of
# the title and that of the name. No text.
rule = "official";
picture = true;
place = "between";
level = "B-T";
