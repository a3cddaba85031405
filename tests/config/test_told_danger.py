"""Danger as people tell it without its name, and what only sounds like it."""

from config.triage import load_lexicon
from domain.needs import DangerKind
from domain.triage import read

IN_DANGER = """
hes got my moms purse and hes throwing dishes at her rn
my roomate hasnt come out of the bathroom in 2 hrs theres water coming under the door and she was real low last nite
pls hurry he busted thru the front window w a tire iron
my uncle is choking on a piece of steak
found my sister on the floor w a needle shes cold
i took every single one of my grandmas heart pills
tell my mom im sorry. its all gonna be over in a few mins
im sitting on the edge of the parking garage 5th floor
theyre loading my coworkers into white vans at the plant on 9th
some dudes with no badges just put my neighbor in a car
the creek is in our living room and we are on the kitchen counter
trailer is full of smoke and i cant find my cat or my daughter
my wife is 8 months and bleeding a lot
dad fell off the ladder he is breathing but wont answer me
kid just got hit by a car on maple he's not getting up
my boyfriend said if i go to work today he's going to burn all my stuff with me in it
hes got a knife to his own neck
neighbor is beating his wife again i can hear it thru the wall
my grandson is 4 and he walked out of the house we cant find him anywhere near the pond
they keep us in the house and take our phones we clean 16 hours
gas smell so strong in the hallway people r getting sick
i cant stop bleeding after the procedure soaked like 4 pads in an hour
my sons skin is burning hot and he is seeing bugs that arent there
she drank a whole bottle of vodka and now she wont wake up
someone just fired at the house from a car
theres a guy following my daughter home from the bus stop
he put a gps on my car and now hes sitting outside my work
snowed in 3 days no heat no food my dad is 79 and he stopped shivering
allergic to shrimp and my tongue feels huge
i have a blade and im in the bath
cops r beating a guy on the ground he said he cant breathe
tree came down on my brothers car hes inside
old man next door on oxygen and the power is out his tank has 20 mins
they broke our door and took my husband no uniform
he keeps putting his hands around my neck when hes mad
there is a man in my house im under the bed
im done fighting. gave my keys to my neighbor. goodnight
my baby is making a weird noise when he breathe and his belly is going in
he wont let me have my insulin
the water is up to the windows of the car
mi esposo me aventó contra la pared y trae el cinto
mi vecina grita q la suelte y se oyen golpes
mi hijo se tomo las pastillas de mi suegra
ya no quiero nada, tengo la soga lista
mi mama no puede hablar bien y se le durmio la mano
se metio un hombre a la casa estoy en el closet
unos con chaleco estan subiendo a los de la obra a unas vans
se esta quemando el cuarto de abajo y mi abuela esta arriba
el rio se salio y estamos arriba del techo con los niños
mi bebe tiene 2 meses y esta bien caliente y no quiere comer ni despierta
me esta apuntando el vecino por lo de la cerca
mi hermano se fue a las vias y dejo una carta
mi patron nos tiene encerrados y no nos da de comer
le dispararon a un chavo en la esquina
huele bien fuerte a gas y no podemos salir la puerta esta atorada
mi esposo esta en la corte y los agentes lo tienen en el pasillo
mi niña se cayo a la alberca la sacamos y no reacciona
mi tio se corto con la sierra y no para de salir sangre
me dijo q si lo dejo me va a echar acido
mi papa se desmayo y esta todo sudado y palido
se llevo a mis hijos y dice q no los vuelvo a ver
q hago mi amiga dice q se va a matar hoy y no contesta
mommy is on the floor and she is not talking im 7
he say he going to chop me up if i go by my mother
good afternoon, i hate to be a bother but my husband's speech has gone all funny since lunch
i just want it to stop. ive got the stuff on the counter
he turned up the music so nobody can hear
my friend texted me pineapple thats our word for come get me
the men who brought us say we cant go out till we pay
grandson is 2 and he found my purse with my nerve pills in it some are gone
her ex is sitting on the steps with a can of gas
we been in the truck since last night they not opening it and its so hot people fainting
i hear boots on the stairs and they are saying my dads name
officers got my son on the hood of the car he got autism he dont understand
lil cousin been jumped by the park his eye hanging
my chest doing that thing again like when i had the heart attack
everything smells like eggs in here and i feel drunk
i can see flames from my window on the hill and nobody has come
im locked in the bathroom he is taking the door off
she's 8 months and her water just went all over the floor
i dont wanna wake up no more
he holds my head under when he gives me a bath
someone left a newborn in a box outside the church its cold
my son has a peanut thing and he ate a cookie now he keeps scratching his neck and coughing
they got him face down on the sidewalk he saying he cant breathe
my girl took off her ring, kissed the kids and drove to the lake at 2am
roof is coming off in the wind we are in the tub
been 2 days since dialysis and im swelled up and cant lay flat
my dad has dementia and hes been out in the rain since 5
he made me get on my knees and put it to my head. he's asleep now
there was a loud boom and now people are running out covered in blood
i cant feel my legs after the fall
no se que tiene mi mama se le va el habla
mi esposo anda buscando las balas
dice mi hijo que un señor lo quiso subir al carro
toy en el baño el ta dando golpes a la puerta
la señora donde limpio no me deja ir ni me da mi pasaporte
mija se puso moradita y como que no jala
ya me despedi de mis hijos, solo falta valor
nos dejaron en el desierto ya no hay agua mi hermana no camina
se lo llevaron ahorita del trabajo unos hombres tapados de la cara
le cayo la pared encima a mi compañero
me amarra y me pone la almohada en la cara
mi abuela comio algo y no le baja la hinchazon de la cara, habla apenas
ta saliendo humo del cuarto de don beto y no abre
me cortaron con un vidrio y siento frio
llevamos horas en la caja del trailer y ya no hay aire
his hands around my throat
he will not let me use the phone
death threats
im locked in the room
on the bridge
🔪 he is coming up the stairs
🔫 he is outside
"""

IN_NONE = """
need a ride to the vet for my dog thursday
can somebody bring diapers size 4
is there a know your rights training in spanish
i beat my personal record today!
we got hit with a big electric bill, can anyone help
that movie had me dead
my ride fell through for the appointment tomorrow
shoot me a text when you can
he died last spring and i still cant sleep, looking for a grief group
my old boss used to yell at me, i left that job
the protest is at noon, who is bringing water
no danger here just lonely
my car got towed with my stroller in it
the kids are fighting over the xbox again lol
can you translate a letter from the school
lost my wallet on the bus
what time does the pantry open
i'm not hurt i just need someone to talk to
need winter coats for two boys
someone stole my bike from the porch
court date next month need a lawyer
the fire drill at school is tomorrow
a friend told me you fix smoke detectors
she has a cold, any cough syrup
can i volunteer with the kitchen crew
my arm hurts from the vaccine
necesito leche para mi bebe
el carro no prende, me puede alguien llevar al trabajo
me duele la muela hace una semana
alguien sabe donde sacar la licencia
mi hija necesita utiles para la escuela
hubo un incendio el año pasado, ya estamos en otra casa
me muero de sueño jaja
el vecino pone musica muy fuerte
hay comida hoy en la iglesia?
mi hermano esta detenido desde el lunes, necesitamos abogado
my cat choked on a hairball but hes ok
i feel sick, can someone drop off soup
he left his gun license at home, do you know the office
where can i get free narcan
the water pressure is low in our building
my daughter's hamster died she is sad
police came for a noise complaint and left
i hate mondays kill me now lol
the doctor said my heart is fine
can i get a ride home from the hospital tomorrow
my kid scraped his knee
i was in a car crash in june and need a lawyer
tonight's meeting is at the library?
the neighbor's fire pit is smoky and annoying
mi gato se subio al arbol
el doctor dice que mi papa ya esta bien
necesito una cobija para mi hijo
me pegue en el dedo del pie jaja
quien lleva agua a la marcha
no tengo gas para cocinar
se descompuso el carro de mi tio en la calle 5
la policia me dio una multa
there is ice on the stairs
kampanya son gun
bro this beat is fire
bro beat me at chess
she is in the house
my old man is under the weather
an old man asked me about the bus
y a t il un groupe de parole pour le deuil
the bus is stuck on the bridge
cutting veggies 🔪 dinner at 6
"""


def test_danger_is_seen_in_what_is_told_of_it_without_its_name() -> None:
    lexicon = load_lexicon()
    assert [text for text in IN_DANGER.strip().splitlines() if not read(text, lexicon).danger] == []


def test_idioms_needs_and_what_is_over_or_denied_are_no_danger() -> None:
    lexicon = load_lexicon()
    assert [text for text in IN_NONE.strip().splitlines() if read(text, lexicon).danger] == []


def test_whoever_asks_whether_they_should_die_is_not_taken_for_somebody_attacked() -> None:
    lexicon = load_lexicon()
    for text in ("deberia matarme?", "¿debería matarme?", "tengo que matarme", "debo morirme"):
        assert read(text, lexicon).kinds == (DangerKind.SUICIDE,), text
    for text in ("dice que deberia matarme", "mi marido me quiere matar"):
        assert DangerKind.VIOLENCE in read(text, lexicon).kinds, text
